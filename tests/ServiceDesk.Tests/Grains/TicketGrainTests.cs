using ServiceDesk.Domain.People;
using ServiceDesk.Domain.Sla;
using ServiceDesk.Domain.Tickets;
using ServiceDesk.Grains.Sites;
using ServiceDesk.Grains.Tickets;
using ServiceDesk.Tests.Domain.Tickets;
using ServiceDesk.Tests.Servers;

namespace ServiceDesk.Tests.Grains;

public sealed class TicketGrainTests : IDisposable
{
    private static readonly Powers Powers = new(["SH"], [Roles.ServiceAgent]);
    private static readonly RequestMark Mark = new("staff:li:1", "body");
    private readonly GrainWorld _world = new(TicketStory.Nine);

    public TicketGrainTests() => _world.Run(() => _world.Grain<ISiteGrain>("SH").Put(new("Shanghai", "Asia/Shanghai", "after-sales"), "admin"));

    [Fact]
    public void What_was_answered_survives_a_crash()
    {
        Send(TicketStory.Opening);
        _world.Crash();
        Assert.Equal(TicketStatus.Processing, Send(new Acknowledge()).Ticket!.Status);
    }

    [Fact]
    public void A_repeated_request_gets_the_answer_it_got_then()
    {
        Send(TicketStory.Opening);
        var first = Send(new Acknowledge(), Mark);
        Send(new Wait(WaitingReason.Customer, null));
        var again = Send(new Acknowledge(), Mark);
        Assert.True(again.Repeated);
        Assert.Equal(first.Ticket!.Version, again.Ticket!.Version);
        Assert.Equal(TicketStatus.Processing, again.Ticket.Status);
        Assert.Equal(3, _world.Journal.History(TicketStory.Key).Count);
    }

    [Fact]
    public void A_repeated_request_gets_its_answer_from_another_process_too()
    {
        Send(TicketStory.Opening);
        Send(new LogCommunication(null, "phone", "called", null, null), Mark);
        _world.Crash();
        Assert.True(Send(new LogCommunication(null, "phone", "called", null, null), Mark).Repeated);
        Assert.Equal(2, _world.Journal.History(TicketStory.Key).Count);
    }

    [Fact]
    public void A_refusal_stands_for_its_key_though_the_ticket_has_moved_on()
    {
        Send(TicketStory.Opening);
        Assert.Equal("not_acknowledged", Send(new Wait(WaitingReason.Parts, null), Mark).Refusal!.Code);
        Send(new Acknowledge());
        Assert.Equal("not_acknowledged", Send(new Wait(WaitingReason.Parts, null), Mark).Refusal!.Code);
    }

    [Fact]
    public void The_same_key_with_another_body_is_refused()
    {
        Send(TicketStory.Opening);
        Send(new Acknowledge(), Mark);
        Assert.Equal(RefusalKind.KeyReused, Send(new Acknowledge(), Mark with { Fingerprint = "other" }).Refusal!.Kind);
    }

    [Fact]
    public void A_stale_version_is_refused_and_changes_nothing()
    {
        Send(TicketStory.Opening);
        var reply = _world.Run(() => Ticket.Handle(new(new Acknowledge(), Actor.Staff("li"), "r", IfVersion: 7, Powers: Powers)));
        Assert.Equal(RefusalKind.Stale, reply.Refusal!.Kind);
        Assert.Equal(1, reply.Ticket!.Version);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void After_an_append_with_unknown_outcome_the_grain_reads_before_it_decides(bool written)
    {
        Send(TicketStory.Opening);
        (_world.Journal.Fault, _world.Journal.FaultWrites) = (new IOException("no answer"), written);
        Assert.Throws<IOException>(() => Send(new Acknowledge(), Mark));
        var reply = Send(new Acknowledge(), Mark);
        Assert.Null(reply.Refusal);
        Assert.Equal(written, reply.Repeated);
        Assert.Equal(2, _world.Journal.History(TicketStory.Key).Count);
    }

    [Fact]
    public void Whoever_loses_a_race_decides_anew_on_what_the_winner_wrote()
    {
        Send(TicketStory.Opening);
        _world.Journal.Meanwhile = () => _world.Journal.Write(
            TicketStory.Key, [new(2, TicketStory.Nine, Actor.Staff("wang"), "other", null, new Acknowledged("wang", FirstOwner: true))]);
        Assert.Equal("already_acknowledged", Send(new Acknowledge()).Refusal!.Code);
        Assert.Equal(2, _world.Journal.History(TicketStory.Key).Count);
    }

    [Fact]
    public void An_unaccepted_ticket_calls_the_supervisor_once_after_an_hour()
    {
        Send(TicketStory.Opening);
        _world.Wait(TimeSpan.FromMinutes(59));
        Assert.Single(_world.Journal.History(TicketStory.Key));
        _world.Wait(TimeSpan.FromMinutes(30));
        var happened = _world.Journal.History(TicketStory.Key);
        Assert.Equal(["Opened", "Breached", "Escalated"], happened.Select(h => h.Event.GetType().Name));
        Assert.Equal(TicketStory.Nine.AddHours(1), happened[1].At, GrainWorld.Lateness);
        Assert.Equal("clock:ack:0:1:breach", happened[2].Cause);
    }

    [Fact]
    public void A_deadline_that_passes_while_the_desk_is_down_is_kept_when_it_is_back()
    {
        Send(TicketStory.Opening);
        _world.Crash();
        _world.Wait(TimeSpan.FromHours(3));
        _world.Run(async () => { await _world.Grain<ServiceDesk.Grains.Sla.ISweeperGrain>("all").Start(); return 0; });
        _world.Wait(TimeSpan.FromMinutes(2));
        Assert.Single(_world.Journal.History(TicketStory.Key), h => h.Event is Escalated { Level: 1, Cause: "ack" });
    }

    [VirtualTimeFact]
    public void A_ring_that_found_no_room_at_the_disk_is_made_good_within_seconds()
    {
        _world.Run(async () => { await _world.Grain<ServiceDesk.Grains.Sla.ISweeperGrain>("all").Start(); return 0; });
        Send(TicketStory.Opening);
        _world.Wait(TimeSpan.FromMinutes(59));
        _world.Journal.Fault = new StoreBusyException("full");
        _world.Wait(TimeSpan.FromSeconds(75));
        var breached = Assert.Single(_world.Journal.History(TicketStory.Key), h => h.Event is Breached);
        Assert.InRange(breached.At - TicketStory.Nine.AddHours(1), TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(12));
    }

    [VirtualTimeFact]
    public void While_the_disk_has_no_room_the_sweeper_waits_and_begins_anew_with_the_first()
    {
        Send(TicketStory.Opening);
        _world.Crash();
        _world.Wait(TimeSpan.FromHours(3) + TimeSpan.FromSeconds(20));       // between two rings of the alarm
        _world.Journal.Fault = new StoreBusyException("full");
        _world.Run(async () => { await _world.Grain<ServiceDesk.Grains.Sla.ISweeperGrain>("all").Start(); return 0; });
        _world.Wait(TimeSpan.FromSeconds(2));
        Assert.Single(_world.Journal.History(TicketStory.Key));
        _world.Wait(TimeSpan.FromSeconds(6));
        Assert.Single(_world.Journal.History(TicketStory.Key), h => h.Event is Escalated { Level: 1, Cause: "ack" });
    }

    [Fact]
    public void A_published_policy_plans_open_tickets_anew_and_says_what_it_moved()
    {
        Send(TicketStory.Opening);
        var site = _world.Grain<ISiteGrain>("SH");
        _world.Run(async () => await site.PublishPolicy((await site.Rules())!.Policy with { Ack = new Target.Elapsed(TimeSpan.FromMinutes(10)) }, "admin", null));
        _world.Wait(TimeSpan.FromMinutes(2));
        var report = _world.Run(() => _world.Grain<IReplanGrain>("SH").Report())!;
        Assert.Equal((1, 1, 2), (report.Checked, report.MovedTickets, report.PolicyVersion));
        Assert.Equal(new MovedDeadline(TicketStory.Key.Number, new(ClockKind.Ack, 0, 2), TicketStory.Nine.AddHours(1), TicketStory.Nine.AddMinutes(10)), Assert.Single(report.Moved));
        _world.Wait(TimeSpan.FromMinutes(10));
        Assert.Contains(_world.Journal.History(TicketStory.Key), h => h.Event is Escalated { Cause: "ack", Clock.Epoch: 2 });
    }

    [VirtualTimeFact]
    public void A_ticket_whose_opening_is_stored_after_all_others_were_planned_anew_meets_the_new_rules_too()
    {
        _world.Journal.Slowly = () => _world.Delay(TimeSpan.FromSeconds(9));
        _world.Run(async () =>
        {
            var opening = Ticket.Handle(new(TicketStory.Opening, Actor.Staff("li"), "request", Powers: Powers));
            var site = _world.Grain<ISiteGrain>("SH");
            await site.PublishPolicy((await site.Rules())!.Policy with { Ack = new Target.Elapsed(TimeSpan.FromMinutes(10)) }, "admin", null);
            return await opening;
        });
        _world.Wait(TimeSpan.FromMinutes(2));
        Assert.Equal((0, 2), _world.Run(() => _world.Grain<IReplanGrain>("SH").Report()) is { } report ? (report.Checked, report.PolicyVersion) : default);
        var ack = Assert.Single(_world.Journal.Tickets).Clocks.Last(clock => clock.Id.Kind is ClockKind.Ack);
        Assert.Equal((2, TicketStory.Nine.AddMinutes(10)), (ack.PolicyVersion, ack.Due));
    }

    public void Dispose() => _world.Dispose();

    private ITicketGrain Ticket => _world.Grain<ITicketGrain>(TicketStory.Key.ToString());

    private TicketReply Send(TicketCommand command, RequestMark? mark = null) =>
        _world.Run(() => Ticket.Handle(new(command, Actor.Staff("li"), "request", Mark: mark, Powers: Powers)));
}
