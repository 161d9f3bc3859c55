import IncidentCore

/// A collector with a rule about fields, which is asked so that its answer can be read field by field.
func structuredCollector(
    _ command: String, where conditions: [String] = [#"NAME="none""#], say: String = "{NAME}", many: String? = nil,
    filters: [OutputFilter] = [], limit: Int = 256 * 1024, timeout: Duration = .seconds(120)
) throws -> Collector {
    try structuredCollector(
        command.split(separator: " ").map(String.init), where: conditions, say: say, many: many, filters: filters,
        limit: limit, timeout: timeout)
}

func structuredCollector(
    _ words: [String], where conditions: [String] = [#"NAME="none""#], say: String = "{NAME}", many: String? = nil,
    filters: [OutputFilter] = [], limit: Int = 256 * 1024, timeout: Duration = .seconds(120)
) throws -> Collector {
    let rule = FindingRule(
        rows: try conditions.map { condition in try RowCondition(condition) },
        sentence: try RowSentence(say, ofMany: false),
        many: try many.map { many in try RowSentence(many, ofMany: true) },
        level: .critical)
    return Collector(
        name: "sample", procedure: "P1: Service Down", when: Selector(),
        source: .run(CommandTemplate(try words.map { word in try ArgumentTemplate(word) })), filters: filters,
        findings: [rule], timeout: timeout, outputLimitBytes: limit)
}
