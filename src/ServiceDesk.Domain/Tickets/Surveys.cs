using ServiceDesk.Domain.Sites;

namespace ServiceDesk.Domain.Tickets;

/// <summary>What a customer's verdict leads to (spec §3, survey and second handling).</summary>
public static class Surveys
{
    internal static Verdict Rate(Ticket ticket, Rate c, SitePolicy policy)
    {
        if (ticket.Rating is not null) return Refusal.AlreadyRated;
        if (c.Answers.Count == 0) return Refusal.Invalid("/answers", "needs at least one answer");
        foreach (var (question, value) in c.Answers)
        {
            if (policy.Survey.Questions.All(q => q.Code != question))
                return Refusal.Invalid($"/answers/{question}", $"is not a question of the survey: {string.Join(", ", policy.Survey.Questions.Select(q => q.Code))}");
            if (policy.Survey.Scale.All(answer => answer.Value != value))
                return Refusal.Invalid($"/answers/{question}", $"is not on the scale: {string.Join(", ", policy.Survey.Scale.Select(a => a.Value))}");
        }

        var satisfied = c.Answers.Values.All(value => policy.Survey.Scale.First(answer => answer.Value == value).Satisfied);
        var rated = new Rated(c.Answers, c.Comment, satisfied);
        if (satisfied)
        {
            // Without the summary that the site asks for, the ticket is confirmed now and closes when the summary comes.
            return policy.Summary.RequiredToClose && ticket.Summary is null
                ? rated
                : Verdict.Of(rated, new Closed(ClosingReason.Resolved, Rated: true));
        }

        var round = ticket.Rounds + 1;
        var exhausted = round > policy.SecondHandling.MaxRounds;
        return exhausted
            ? Verdict.Of(rated, new SecondHandlingStarted(round, ToDirector: true), new Escalated(2, "second_handling", c.Comment, Clock: null))
            : Verdict.Of(rated, new SecondHandlingStarted(round, ToDirector: false));
    }
}
