import IncidentCore
import Testing

@Suite(.timeLimit(.minutes(5))) struct HelmJSONTests {
    @Test func `releases are Helm's own table`() throws {
        let read = try StructuredReading(
            "helm list -A",
            #"""
            [{"name":"api","namespace":"web","revision":"8","updated":"2026-11-23 06:12:48.5 +0100 CET","status":"failed",
            "chart":"api-0.1.0","app_version":"1.2.4"}]
            """#)
        #expect(
            read.records.text
                == "NAME\tNAMESPACE\tREVISION\tUPDATED                        \tSTATUS\tCHART    \tAPP VERSION\n"
                + "api \tweb      \t8       \t2026-11-23 06:12:48.5 +0100 CET\tfailed\tapi-0.1.0\t1.2.4      \n")
        #expect(
            read.cells("NAME", "STATUS", "APP VERSION", "updated") == "api | failed | 1.2.4 | 2026-11-23T05:12:48.500Z")
        #expect(
            try StructuredReading("helm list", "[]").lines == [
                "NAME\tNAMESPACE\tREVISION\tUPDATED\tSTATUS\tCHART\tAPP VERSION"
            ])
    }

    @Test func `a history shows times as Helm does, and one odd revision loses no other`() throws {
        let read = try StructuredReading(
            "helm history api",
            #"""
            [7,{"revision":8,"updated":"2026-11-03T06:12:48.123456789+01:00","status":"deployed","chart":"api-0.1.0",
            "app_version":"1.2.4","description":"Upgrade complete"}]
            """#)
        #expect(read.cells("REVISION", "UPDATED", "DESCRIPTION") == "8 | Tue Nov  3 06:12:48 2026 | Upgrade complete")
        #expect(read.fields["updated"] == "2026-11-03T05:12:48.123Z")
        #expect(read.remark == "1 of 2 objects could not be read and are not shown")
    }
}
