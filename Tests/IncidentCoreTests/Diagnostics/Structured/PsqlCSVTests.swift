import IncidentCore
import Testing

@Suite(.timeLimit(.minutes(5))) struct PsqlCSVTests {
    private static let command = "psql -c 'SELECT 1'"

    @Test func `rows are the table that psql prints, each in one line, with fields by column`() throws {
        let answer = "pid,state,query,ms\n7,active,\"select \"\"a\"\",\n  b\",1.5\n4711,idle,,-20\n"
        let read = try StructuredReading(Self.command, answer)
        #expect(
            read.records.text == """
                 pid  | state  |      query      | ms  \n\
                ------+--------+-----------------+-----
                    7 | active | select "a",   b | 1.5
                 4711 | idle   |                 | -20
                (2 rows)

                """)
        #expect(
            read.records.records == [
                OutputRecords.Record(
                    fields: ["pid": "7", "state": "active", "query": "select \"a\",   b", "ms": "1.5"],
                    line: "    7 | active | select \"a\",   b | 1.5"),
                OutputRecords.Record(
                    fields: ["pid": "4711", "state": "idle", "query": "", "ms": "-20"],
                    line: " 4711 | idle   |                 | -20"),
            ])
    }

    @Test(arguments: [
        ("a\n1\n", " a \n---\n 1\n(1 row)\n"), ("a\n", " a \n---\n(0 rows)\n"),
        ("a\r\n1\r\n", " a \n---\n 1\n(1 row)\n"), ("a\n1", " a \n---\n 1\n(1 row)\n"),
        ("a\n\"\"\n\n", " a \n---\n \n \n(2 rows)\n"), ("a,a\n1,2\n", " a | a \n---+---\n 1 | 2\n(1 row)\n"),
        ("größe\n12\n", " größe \n-------\n    12\n(1 row)\n"),
        ("w,名前\n日本語,1\ne\u{301}🙂,2\n", "   w    | 名前 \n--------+------\n 日本語 |    1\n e\u{301}🙂    |    2\n(2 rows)\n"),
        ("QUERY PLAN\n Seq Scan on a\n", "   QUERY PLAN   \n----------------\n  Seq Scan on a\n(1 row)\n"),
    ])
    func `all that CSV may be is read`(_ answer: String, _ text: String) throws {
        #expect(try StructuredReading(Self.command, answer).records.text == text)
    }

    @Test(arguments: [
        ("", "psql wrote no rows"), ("a,b\n1\n", "row 1 has 1 values, and there are 2 columns"),
        ("a\n1,2\n", "a row has more values than there are columns (1)"),
        ("a\n\"x", "the answer ends within a value"),
        ("a\n\"x\"y\n", "a value goes on behind its quotes, so it is no CSV"),
    ])
    func `what is no such table is told`(_ answer: String, _ reason: String) {
        #expect(throws: StructuredFailure(reason)) { try StructuredReading(Self.command, answer) }
    }

    @Test func `a password has no field and stands in no line`() throws {
        let answer = "usename,password,query\napp,hunter22,\"ALTER ROLE app PASSWORD 'S3cr3t-Pa55word'\"\n"
        let read = try StructuredReading(Self.command, answer)
        #expect(read.fields["password"] == "[redacted]")
        #expect(read.redactionCount == 2)
        for secret in ["hunter22", "S3cr3t-Pa55word"] {
            #expect(!read.records.text.contains(secret))
            #expect(!read.fields.values.contains { $0.contains(secret) })
        }
        #expect(read.records.records.map(\.line) == [read.lines[2]])
    }
}
