/// A value that a flag or an environment variable may have.
protocol SettingValue: Sendable {
    init(setting text: String) throws(SettingProblem)
}

/// Why a text is no such value, in words that go after the name of the flag or variable; what to give is among them.
struct SettingProblem: Error, CustomStringConvertible {
    let description: String
}
