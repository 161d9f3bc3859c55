internal import IncidentCore

/// How often the tables' files are looked at.
struct TablesInterval: SettingValue {
    static let standard = TablesInterval(duration: .seconds(2))

    /// `nil` is never.
    let duration: Duration?

    private init(duration: Duration?) { self.duration = duration }

    init(setting text: String) throws(SettingProblem) {
        guard let duration = Duration(prometheus: text), duration == .zero || duration >= .seconds(1) else {
            throw SettingProblem(description: "\"\(text)\" is no time from 1s up; give one such as 2s, or 0s for never")
        }
        self.duration = duration == .zero ? nil : duration
    }
}
