/// What a tool answered, as rows of named values beside the text that people read.
package struct OutputRecords: Sendable, Equatable {
    /// One pod, one query, one partition.
    package struct Record: Sendable, Equatable {
        /// By the name of the column (`STATUS`), or of the field where no column shows it (`exit_code`).
        package let fields: [String: String]
        /// The line of `text` that shows it, as it stands there.
        package let line: String
        /// Whether that is the line of the record before it too: a quota has several resources.
        package let sharesLine: Bool

        package init(fields: [String: String], line: String, sharesLine: Bool = false) {
            self.fields = fields
            self.line = line
            self.sharesLine = sharesLine
        }
    }

    /// What people read: the table as the tool itself would print it.
    package let text: String
    package let records: [Record]

    package init(text: String, records: [Record]) {
        self.text = text
        self.records = records
    }
}
