import IncidentCore
import Testing

@Suite("A condition on a row", .timeLimit(.minutes(5)))
struct RowConditionTests {
    private static let now = Timestamp(rfc3339: "2026-11-23T14:00:00Z")!

    @Test(
        arguments: [
            // Text, as Alertmanager's matchers compare it.
            (#"STATUS="Running""#, ["STATUS": "Running"], true),
            (#"STATUS = "Running""#, ["STATUS": "Running2"], false),
            (#"STATUS!="Running""#, ["STATUS": "Error"], true),
            (#"STATUS=~"Crash.*|Error""#, ["STATUS": "CrashLoopBackOff"], true),
            (#"STATUS=~"Crash""#, ["STATUS": "CrashLoopBackOff"], false),
            (#"STATUS=~"Init:\d+/2""#, ["STATUS": "Init:0/2"], true),
            (#"STATUS!~"Running|Completed""#, ["STATUS": "Running"], false),
            (#"LAST SEEN="now""#, ["LAST SEEN": "now"], true),
            (#"NODE="""#, ["NODE": ""], true),
            (#"query="a and b=1, c<2""#, ["query": "a and b=1, c<2"], true),
            (#"query="a\" or b=1""#, ["query": "a\" or b=1"], true),
            (#"query=~"SELECT .* WHERE a=\"b\" -- <x>""#, ["query": #"SELECT 1 WHERE a="b" -- <x>"#], true),
            // What is not there, or cannot be compared, fulfils nothing.
            (#"STATUS!="Running""#, ["NAME": "a"], false),
            (#"STATUS!~"Running""#, [:], false),
            ("RESTARTS>2", [:], false),
            ("RESTARTS>2", ["RESTARTS": "<none>"], false),
            ("RESTARTS!=2", ["RESTARTS": "many"], false),
            ("LAG>=0", ["LAG": "-"], false),
            ("REPLICAS>=MAXPODS", ["REPLICAS": "3"], false),
            ("used>=90% hard", ["used": "3", "hard": "<unset>"], false),
            // Numbers.
            ("RESTARTS>2", ["RESTARTS": "3"], true),
            ("RESTARTS>2", ["RESTARTS": "3 (5m ago)"], true),
            ("RESTARTS > 2", ["RESTARTS": "2"], false),
            ("RESTARTS>=2", ["RESTARTS": "2"], true),
            ("RESTARTS<2", ["RESTARTS": "1"], true),
            ("RESTARTS<=2", ["RESTARTS": "3"], false),
            ("RESTARTS=0", ["RESTARTS": "0"], true),
            ("RESTARTS!=0", ["RESTARTS": "1"], true),
            ("ratio<0.9", ["ratio": "-1.5e-1"], true),
            ("x>1E", ["x": "2e18"], true),
            ("Use%>=85", ["Use%": "87%"], true),
            ("%MEM>=85", ["%MEM": "84.9%"], false),
            // Quantities and sizes.
            ("CPU(cores)>250m", ["CPU(cores)": "1"], true),
            ("CPU(cores)>1", ["CPU(cores)": "999m"], false),
            ("MEMORY(bytes)>=512Mi", ["MEMORY(bytes)": "1Gi"], true),
            ("memory>1.5G", ["memory": "1500000001"], true),
            ("size>1Gi", ["size": "1025 MB"], true),
            ("size>8Ki", ["size": "8192 bytes"], false),
            ("size>1M", ["size": "980k"], false),
            // Spans of time.
            ("LAST SEEN<10m", ["LAST SEEN": "5m12s"], true),
            ("AGE>1d", ["AGE": "2d3h"], true),
            ("AGE>1d", ["AGE": "<unknown>"], false),
            ("AGE>5m", ["AGE": "90s"], false),
            ("runs>5m", ["runs": "00:05:00.5"], true),
            ("runs>1d", ["runs": "1 day 02:03:04.123456"], true),
            ("runs>40d", ["runs": "1 mon 3 days"], false),
            ("left<30s", ["left": "-00:00:10"], true),
            ("AGE>3", ["AGE": "5d"], false),
            // The age of a time.
            ("query_start>5m", ["query_start": "2026-11-23 13:54:59.123456+00"], true),
            ("query_start>5m", ["query_start": "2026-11-23 14:56:00+01"], false),
            ("query_start>5m", ["query_start": "2026-11-23T13:54:00Z"], true),
            ("query_start>5m", ["query_start": "2026-11-23 13:54:00"], true),
            ("query_start>5m", ["query_start": ""], false),
            ("UPDATED<1h", ["UPDATED": "2026-11-23 13:30:00.123456789 +0000 UTC"], true),
            ("UPDATED<1h", ["UPDATED": "Mon Nov 23 13:30:00 2026"], true),
            ("UPDATED<1h", ["UPDATED": "2026-11-23 13:30:00 UTC"], true),
            ("not_after>-14d", ["not_after": "2026-12-01T00:00:00Z"], true),
            ("not_after>-14d", ["not_after": "2027-02-01T00:00:00Z"], false),
            ("not_after>0s", ["not_after": "2026-11-23T13:59:59Z"], true),
            ("rdb_last_save_time>1d", ["rdb_last_save_time": "1763827200"], true),
            ("rdb_last_save_time>30m", ["rdb_last_save_time": "1795442300"], false),
            ("used_memory>0", ["used_memory": "3900000000"], true),
            // Another field.
            ("REPLICAS>=MAXPODS", ["REPLICAS": "10", "MAXPODS": "10"], true),
            ("REPLICAS>=MAXPODS", ["REPLICAS": "9", "MAXPODS": "10"], false),
            ("image!={wanted image}", ["image": "api:1", "wanted image": "api:2"], true),
            ("image={wanted image}", ["image": "api:1", "wanted image": "api:1"], true),
            ("image>wanted", ["image": "b", "wanted": "a"], false),
            ("started<ended", ["started": "2026-11-23 13:00:00+00", "ended": "2026-11-23T14:00:00+00:30"], true),
            ("used_memory>=90% maxmemory", ["used_memory": "90", "maxmemory": "100"], true),
            ("used>=90% hard", ["used": "3500m", "hard": "4"], false),
            ("used >= 87.5 % hard", ["used": "3500m", "hard": "4"], true),
        ] as [(String, [String: String], Bool)])
    func `holds as it reads`(text: String, fields: [String: String], holds: Bool) throws {
        #expect(try RowCondition(text).holds(for: fields, at: Self.now) == holds, "\(text) for \(fields)")
    }

    @Test(arguments: [
        ("STATUS", "no operator with a field before it"),
        (#"="Running""#, "no operator with a field before it"),
        ("STATUS~Running", "no operator"),
        ("STATUS=Running", #"text must stand in double quotes ("Running"), another field in braces ({Running})"#),
        ("STATUS!=Running", "text must stand in double quotes"),
        ("STATUS=~Running", "the expression behind =~ must stand in double quotes"),
        (#"STATUS=~"(""#, "is not RE2 syntax"),
        (#"STATUS="Running"#, "does not end"),
        (#"STATUS="a","b""#, "one of = != =~ !~ must follow"),
        (#"RESTARTS>"2""#, "behind > without quotes"),
        ("RESTARTS>", "nothing stands behind the operator"),
        ("RESTARTS>2 pods", "2 pods is no number, no duration and no field"),
        ("STATUS='Running'", #"text must stand in double quotes ("Running"), not in single ones"#),
        ("STATUS=~'Error|Failed'", #"text must stand in double quotes ("Error|Failed"), not in single ones"#),
        ("used>=90%", "of which field 90% are is not said (used>=90% hard); a value in percent is compared with 90"),
        (#"!ready="True""#, "no field's name begins with !; the operators are != and !~"),
        (#""STATUS"="Running""#, #""STATUS" is no field: a field's name stands without quotes"#),
        (#"image!={"wanted"}"#, #""wanted" is no field"#),
        ("RESTARTS>3 and AGE<5m", "all conditions of the list must hold, so write two of them; the second is AGE<5m"),
        (#"STATUS="a" AND RESTARTS>3"#, "the second is RESTARTS>3"),
        ("RESTARTS>3, AGE<5m", "the second is AGE<5m"),
        (#"READY="1/1" or READY="2/2""#, #"each is an entry of findings; the second is READY="2/2""#),
        ("used_memory>=90% of maxmemory", "the field stands right behind the percent sign: 90% maxmemory"),
        ("AGE>5min", "5min is no duration; write 5m"),
        ("AGE>10 Minutes", "10 Minutes is no duration; write 10m"),
        ("AGE>1week", "1week is no duration; write 1w"),
        ("STATUS==Running", "text must stand in double quotes"),
    ])
    func `what cannot be read says why, and what one looks like`(text: String, reason: String) {
        let error = #expect(throws: RowConditionError.self) { try RowCondition(text) }
        let words = error?.description ?? ""
        #expect(words.hasPrefix("the condition \(text) cannot be read: ") && words.contains(reason), "\(words)")
        #expect(
            words.hasSuffix(#"one looks like STATUS=~"Error|Failed", RESTARTS>2, query_start>5m or used>=90% hard"#))
    }
}
