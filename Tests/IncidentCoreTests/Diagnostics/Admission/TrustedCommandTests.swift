import IncidentCore
import Testing

/// Commands are written as in a shell here: words between blanks, single quotes around blanks.
@Suite(.timeLimit(.minutes(5))) struct TrustedCommandTests {
    @Test(arguments: [
        "/opt/team/report --all", "df -h", "find /data -name '{}'", "sh -c 'df -h -- \"$ALERT_LABEL_MOUNTPOINT\"'",
        "ssh ops@db1 df -h", "curl -s https://api.example.com/health", "jq '{a: .b}' /data/state.json",
    ])
    func `a trusted command runs as it is written`(_ line: String) throws { #expect(try refusal(of: line) == nil) }

    @Test(arguments: [
        // What is run.
        ("sh -c {label:x}", "ALERT_LABEL_X"), ("find /data -exec {label:x} {} +", "ALERT_LABEL_X"),
        ("git -c 'alias.x=!{label:do_it}' x", "ALERT_LABEL_DO_IT"), ("sudo {label:x:name}", "ALERT_LABEL_X"),
        ("{label:tool} -h", "ALERT_LABEL_TOOL"), ("docker exec db {label:x:name}", "ALERT_LABEL_X"),
        // Who is asked, and who gets a password.
        ("pg_dump -h {label:instance:address} -s shop", "ALERT_LABEL_INSTANCE"),
        ("scp {label:x}:/x .", "ALERT_LABEL_X"),
        ("curl https://{label:x:address}/", "ALERT_LABEL_X"), ("ssh ops@{label:x:address} df", "ALERT_LABEL_X"),
        // What looks like a mere value: nobody knows that it is one.
        ("/opt/team/report {label:x:path}", "ALERT_LABEL_X"), ("df -h {label:mount:path|/}", "ALERT_LABEL_MOUNT"),
        ("/opt/team/report -- {label:x:int}", "ALERT_LABEL_X"),
    ])
    func `no label stands in a trusted command, and the refusal names the variable that has it`(
        _ line: String, _ variable: String
    ) throws {
        let refusal = try #require(try refusal(of: line))
        #expect(refusal.contains("; ") && refusal.hasSuffix("as \(variable)"), "\(refusal)")
    }

    private func refusal(of line: String) throws -> String? {
        CommandTemplate(try shellWords(line).map { word in try ArgumentTemplate(word) }, isTrusted: true).refusal
    }
}
