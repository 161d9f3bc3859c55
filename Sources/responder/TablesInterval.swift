internal import IncidentCore

/// How often the tables' files are looked at.
struct TablesInterval: SettingValue {
    static let standard = TablesInterval(duration: .seconds(2))

    /// `nil` is never.
    let duration: Duration?

    private init(duration: Duration?) { self.duration = duration }

    init(setting text: String) throws(SettingProblem) {
        let longest = Duration.seconds(86_400)
        guard let duration = Duration(prometheus: text),
            duration == .zero || (.seconds(1)...longest).contains(duration)
        else {
            throw SettingProblem(
                description:
                    "\"\(text.singleLine(limit: 40))\" is no time from 1s to \(longest.prometheusText); give one such as 2s, or 0s for never"
            )
        }
        self.duration = duration == .zero ? nil : duration
    }
}
