namespace ServiceDesk.Simulation.Flaws;

/// <summary>A bug to plant: each has to be caught, or the checkers are worth nothing.</summary>
public enum Flaw
{
    None,
    /// <summary>The copies into which bugs are planted, with none in them: what is caught is the bug and not the copy.</summary>
    NothingPlanted,
    /// <summary>The alarm is set when the commit is done: a crash in between loses it.</summary>
    AlarmAfterCommit,
    /// <summary>What a ring has done is not remembered.</summary>
    RingTakesEffectTwice,
    /// <summary>Waiting for the customer does not stop the clock.</summary>
    PauseIgnored,
    /// <summary>A new deadline keeps the old epoch.</summary>
    EpochForgotten,
    /// <summary>The alarm is believed, whatever the clock says.</summary>
    EarlyRingBelieved,
    /// <summary>Another priority leaves the old deadline.</summary>
    PriorityNotReplanned,
    /// <summary>Nobody looks for lost alarms.</summary>
    NoSweeper,
    /// <summary>After a write of unknown outcome the activation goes on with what it knew.</summary>
    UnknownOutcomeNotReread,
    /// <summary>The store writes whatever version was decided upon.</summary>
    NoVersionCheck,
    /// <summary>The store does not look whether the request was answered before.</summary>
    NoRequestCheck,
    /// <summary>A block of numbers is reserved after its first number was handed out.</summary>
    NumbersReservedLate,
    /// <summary>An answer that comes after the deadline hides the breach.</summary>
    LateAnswerHidesBreach,
    /// <summary>The pause ends, and the deadline stays where it was.</summary>
    ResumeAddsNothing,
    /// <summary>The reminder goes at the first ring, although something is due later.</summary>
    RestsTooEarly,
    /// <summary>What was raised is only in memory: an activation raises it again.</summary>
    LevelRaisedAgainAfterRestart,
    /// <summary>The reply is told before the disk has it.</summary>
    AnswersBeforeCommit,
    ReplanForgotten, // A new policy is noted, and the deadlines stay where they were.
    ReplanKeepsEpoch, // A new policy moves deadlines under their old epoch.
    UnmergedKeepsPlan, // What was merged while rules were published goes on under those it was merged with.
    /// <summary>What was missed last is rung first.</summary>
    SweepsNewestFirst,
    /// <summary>What somebody has resolved goes on counting as their work.</summary>
    SlotNeverReleased,
    /// <summary>The queue hears of changes, and never looks at the store.</summary>
    QueueNeverReconciles,
    /// <summary>Who goes off duty keeps what was offered.</summary>
    OffDutyKeepsOffers,
    /// <summary>What is reopened goes to its former owner, whether they are there or not.</summary>
    ComesBackToNobody,
    /// <summary>A claim takes what somebody else has accepted.</summary>
    ClaimNotChecked,
    /// <summary>The desk does not ask the agent for a place.</summary>
    PlaceNotReserved,
    /// <summary>The queue is told the submit times backwards.</summary>
    NewestOfferedFirst,
    /// <summary>An offer goes on with the acceptance clock of the wait before it.</summary>
    OfferKeepsAckClock,
    /// <summary>The desk chooses, and does not write down why.</summary>
    ChoiceNotRecorded,
}
