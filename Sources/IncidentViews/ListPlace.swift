/// Where a page of a list that belongs to one incident begins, and how long it is.
package struct ListPlace: Sendable, Equatable {
    /// What was given as `next_cursor`; 0 is the beginning.
    package let after: Int64
    package let limit: Int

    /// - Throws: `FilterProblem` naming what is not understood.
    package init(limit: String?, cursor: String?) throws(FilterProblem) {
        guard let length = Int(limit ?? "200"), (1...500).contains(length) else {
            throw FilterProblem(description: "limit \"\(limit ?? "")\" is not a number from 1 to 500")
        }
        guard let after = Int64(cursor ?? "0"), after >= 0 else {
            throw FilterProblem(description: "cursor \"\(cursor ?? "")\" is not one that a list gave as next_cursor")
        }
        (self.limit, self.after) = (length, after)
    }
}
