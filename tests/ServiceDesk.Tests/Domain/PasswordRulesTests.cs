using ServiceDesk.Domain.People;

namespace ServiceDesk.Tests.Domain;

public sealed class PasswordRulesTests
{
    [Theory]
    [InlineData("elevenchars")]
    [InlineData("aaaaaaaaaaaaaaaa")]
    [InlineData("abababababababab")]
    [InlineData("abcdefghijklmnop")]
    [InlineData("Password123456!")]
    [InlineData("P@ssw0rd2026!!")]
    [InlineData("qwertyuiop12")]
    [InlineData("ServiceDesk2026")]
    [InlineData("li.na-li.na-lina")]
    [InlineData("zhangwei-12345")]
    [InlineData("Shanghai123456")]
    [InlineData("1qaz2wsx3edc4rfv")]
    [InlineData("147258369147")]
    [InlineData("Liverpool2019")]
    [InlineData("Woaiwojia5201314")]
    public void What_is_guessed_first_is_refused(string password) => Assert.NotNull(PasswordRules.Fault(password, "lina", "Zhangwei Li"));

    [Fact]
    public void The_passwords_that_are_tried_first_are_some_thousands() => Assert.InRange(KnownPasswords.Count, 3_000, 30_000);

    [Theory]
    [InlineData("correct horse battery")]
    [InlineData("换一个谁也猜不到的长口令吧")]
    [InlineData("X7#kq 92 vbn!")]
    [InlineData("my password is a long story")]
    [InlineData("491830275561")]
    public void What_is_long_and_ones_own_is_taken_whatever_it_is_made_of(string password) => Assert.Null(PasswordRules.Fault(password, "lina", "Zhangwei Li"));
}
