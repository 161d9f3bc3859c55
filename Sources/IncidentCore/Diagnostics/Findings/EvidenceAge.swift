/// From when what was found is: what programs wrote of "11m ago" was so then, and grows no older on a page.
package enum EvidenceAge {
    /// So long it is as of now.
    private static let fresh: Duration = .seconds(120)

    /// As of when it is to be told; `nil` while all of it is fresh, or where nobody knows.
    ///
    /// - Parameter times: at which it was looked for; the oldest is told.
    package static func asOf(_ times: [Timestamp], at now: Timestamp) -> Timestamp? {
        times.min().flatMap { now - $0 > fresh ? $0 : nil }
    }
}
