extension CivilTime {
    /// `23 Nov`
    package var dayWords: String { "\(day) \(Self.months[month - 1])" }

    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
}
