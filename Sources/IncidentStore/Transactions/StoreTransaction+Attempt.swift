internal import GRDB

extension StoreTransaction {
    /// Does one of several pieces of work, so that none of the others is lost with it: where it comes upon what cannot be
    /// understood, that is told and the piece undone.
    ///
    /// - Parameters: of what the piece is, as what cannot be understood is told.
    /// - Returns: `nil` when it was undone; whoever asked puts it off.
    package mutating func attempt<Result>(
        _ table: String, _ id: String, _ work: (inout StoreTransaction) throws -> Result
    ) throws -> Result? {
        let before = changes
        try db.execute(sql: "SAVEPOINT attempt")
        do {
            let result = try work(&self)
            try db.execute(sql: "RELEASE SAVEPOINT attempt")
            return result
        } catch  where !(error is DatabaseError) {
            try db.execute(sql: "ROLLBACK TO SAVEPOINT attempt; RELEASE SAVEPOINT attempt")
            caches.clear()
            changes = before
            caches.unreadable.report(table, id, error)
            return nil
        }
    }
}
