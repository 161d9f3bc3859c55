import IncidentCore
import Testing

/// Commands are written as in a shell here: words between blanks, single quotes around blanks.
@Suite(.timeLimit(.minutes(5))) struct TrustedCommandTests {
    @Test(arguments: [
        "/opt/team/report {label:x:path}", "df -h {label:mount:path|/}", "systemctl status {label:unit:name}",
        "ping -c 3 {label:instance:address}", "find {label:mount:path} -maxdepth 1",
        "python3 /opt/team/report.py {label:x}", "python3 -u /opt/team/report.py --pod {label:x}",
        "python3 -m team.report {label:x}", "java -jar /opt/team/report.jar {label:x}", "perl report.pl -e {label:x}",
        #"sh -c 'df -h "$1"' sh {label:mount:path}"#, "bash -x /opt/team/report.sh {label:x}", "sh -c 'echo ok'",
        "sudo df -h {label:mount:path}", "sudo -u ops df -h {label:mount:path}", "env A=b df {label:mount:path}",
        "timeout 10 df {label:mount:path}", "nice -n 10 df {label:mount:path}",
        "ssh ops@db1 df -h {label:mount:path}", "ssh -p 22 -o BatchMode=yes ops@db1 df -h {label:mount:path}",
        "docker logs {label:container:name}", "docker exec db df {label:mount:path}", "docker inspect db",
        "curl -s https://api.example.com/health?team={label:team}",
        "curl -H 'X-Team: {label:team}' https://api.example.com/",
        "curl -d team={label:team} https://api.example.com/", "curl https://api.example.com/{label:x:path}",
    ])
    func `a label may be a value of a trusted command`(_ line: String) throws { #expect(try refusal(of: line) == nil) }

    @Test(arguments: [
        // The text that is run.
        ("sh -c {label:x}", "\"sh\" runs what its arguments say"), ("bash -lc 'df {label:x:path}'", "\"bash\""),
        ("/usr/bin/python3.11 -c {label:x}", "\"python3.11\""), ("python3 {label:x:path}", "a script"),
        ("perl -e 'print 1' -e {label:x:name}", "\"perl\""), ("ruby -e {label:x:name}", "\"ruby\""),
        ("node -r /opt/team/a.js -e {label:x:name}", "\"node\""), ("perl -e{label:x:name}", "\"perl\""),
        ("awk {label:x:name} /etc/hosts", "\"awk\""), ("java -cp {label:x:path} Main", "\"java\""),
        ("bash -c -- {label:x:name}", "\"bash\""),
        // The program that another starts.
        ("sudo {label:x:name}", "the program"), ("sudo -u ops {label:x:name}", "the program"),
        ("env A=b {label:x:name}", "the program"), ("env A={label:x:name} df", "the program"),
        ("timeout 10 {label:x:name}", "the program"), ("busybox {label:x:name}", "the program"),
        ("sudo sh -c {label:x:name}", "\"sh\""), ("env -i bash -c {label:x:name}", "\"bash\""),
        ("timeout 10 nice -n 5 python3 -c {label:x:name}", "\"python3\""),
        ("sudo -n ssh db1 {label:x:name}", "\"ssh\""),
        // Another machine, and what runs there.
        ("ssh {label:x:address}", "host and command"), ("ssh ops@{label:x:address} df", "\"ssh\""),
        ("ssh db1 {label:x:name}", "\"ssh\""), ("ssh -p {label:x:int} db1 df", "\"ssh\""),
        ("ssh db1 sh -c {label:x:name}", "\"sh\""), ("docker exec {label:x:name} df", "container and command"),
        ("docker exec db {label:x:name}", "\"docker\""), ("docker run -it alpine sh -c {label:x:name}", "\"docker\""),
        ("docker compose exec db {label:x:name}", "\"docker\""),
        // Whom a client asks.
        ("curl https://{label:x:address}/", "who is asked"),
        ("curl https://api.{label:x}.example.com/a", "who is asked"),
        ("/opt/team/report --url=https://{label:x:address}/", "who is asked"), ("curl {label:x:name}", "\"curl\""),
        ("curl -s api-{label:x}.example.com/a", "\"curl\""), ("curl -x {label:x:address} https://a/", "\"curl\""),
        ("curl --connect-to ::{label:x:name}:443 https://a/", "\"curl\""), ("nc -z {label:x:address} 22", "\"nc\""),
    ])
    func `no label says what a trusted command runs, or where`(_ line: String, _ named: String) throws {
        let refusal = try #require(try refusal(of: line))
        #expect(refusal.contains(named) && refusal.contains("; "), "\(refusal)")
    }

    private func refusal(of line: String) throws -> String? {
        CommandTemplate(try shellWords(line).map { word in try ArgumentTemplate(word) }, isTrusted: true).refusal
    }
}
