import IncidentCore

extension Mistake {
    private static let policies = "policies: [ { name: p, steps: [ { after: 0s, notify: [On-Call Engineer] } ] } ]"

    static let inClassification = [
        Mistake(
            "an unknown priority", "classification", "rules:\n- { name: a, match: [x=y], priority: P9 }",
            #"routes/classification.yaml:2:38: priority is "P9"; one of P1, P2, P3, P4 is expected"#),
        Mistake(
            "a bad matcher", "classification", "rules:\n- { name: a, match: ['severity=~\"[\"'], priority: P1 }",
            #"routes/classification.yaml:2:22: matcher severity=~"[" cannot be read: "#
                + #"regular expression "[" is not RE2 syntax: missing ]: ["#),
        Mistake(
            "an unknown key near a known one", "classification", "rules:\n- { name: a, match: [x=y], prioriy: P1 }",
            #"routes/classification.yaml:2:3: this entry of rules has no "priority"; add it"#,
            #"routes/classification.yaml:2:28: unknown key "prioriy"; did you mean "priority"?"#),
        Mistake(
            "an unknown key", "classification", "dashboards: 1\n",
            #"routes/classification.yaml:1:1: unknown key "dashboards"; "#
                + "known here: default_priority, rules, severities, heartbeats, incidents"),
        Mistake(
            "a mapping for a list of text", "classification", "rules:\n- { name: a, match: { x: y }, priority: P1 }",
            "routes/classification.yaml:2:21: match: expected a list of text, found a mapping"),
        Mistake(
            "nothing for text", "classification", "rules:\n- { name: , match: [x=y], priority: P1 }",
            "routes/classification.yaml:2:11: name: expected text, found nothing"),
        Mistake(
            "a rule that matches everything", "classification", "rules:\n- { name: a, match: [], priority: P1 }",
            "routes/classification.yaml:2:21: match is empty, which matches every alert; default_priority is for all the rest"
        ),
        Mistake(
            "a rule's name twice", "classification",
            "rules:\n- { name: a, match: [x=y], priority: P1 }\n- { name: a, match: [x=z], priority: P1 }",
            #"routes/classification.yaml:3:3: rule "a" stands already in line 2; names must be unique"#),
        Mistake(
            "a severity in two spellings", "classification", "severities:\n  page: P1\n  Page: P2\n",
            #"routes/classification.yaml:3:9: severity "Page" stands twice, capital letters make no difference; keep one"#
        ),
        Mistake(
            "a heartbeat that is over at once", "classification",
            "heartbeats: [ { name: w, match: [x=y], silent_after: 1s } ]",
            "routes/classification.yaml:1:54: silent_after is 1s; it must be from 10s to 366d"),
    ]

    static let inCollectors = [
        Mistake(
            "a changing command", "collectors", "collectors:\n- { name: a, run: [kubectl, delete, pods, --all] }",
            "routes/collectors.yaml:2:19: run: \(refusal(["kubectl", "delete", "pods", "--all"]))"),
        Mistake(
            "a program that nothing is known of", "collectors", "collectors:\n- { name: a, run: [/opt/team/report] }",
            "routes/collectors.yaml:2:19: run: \(refusal(["/opt/team/report"]))"),
        Mistake(
            "a changing command that is called trusted", "collectors",
            "collectors:\n- { name: a, trusted: true, run: [kubectl, delete, pods, --all] }",
            "routes/collectors.yaml:2:34: run: \(refusal(["kubectl", "delete", "pods", "--all"]))"),
        Mistake(
            "a sandbox that nobody knows", "collectors",
            "sandbox: docker\ncollectors:\n- { name: a, run: [kubectl, get, pods], sandbox: bwrap }",
            #"routes/collectors.yaml:1:10: sandbox is "docker"; one of none, bubblewrap, bubblewrap-with-network is expected"#,
            #"routes/collectors.yaml:3:50: sandbox is "bwrap"; one of none, bubblewrap, bubblewrap-with-network is expected"#
        ),
        Mistake(
            "a program by a relative path", "collectors", "collectors:\n- { name: a, run: [./kubectl, get, pods] }",
            #"routes/collectors.yaml:2:19: run: "./kubectl" would depend on where the server was started; write the name alone or the whole path"#
        ),
        Mistake(
            "a program that a label chooses", "collectors", "collectors:\n- { name: a, run: ['{label:tool}', x] }",
            "routes/collectors.yaml:2:19: run: the program must be written out, a label cannot choose it"),
        Mistake(
            "a pipe", "collectors", "collectors:\n- { name: a, run: [kubectl, get, pods, '|', grep, foo] }",
            #"routes/collectors.yaml:2:19: run: "|" is an argument like any other, because there is no shell; write what follows it under filters, such as { grep: foo } or { head: 20 }"#
        ),
        Mistake(
            "a second command", "collectors",
            "collectors:\n- { name: a, run: [kubectl, get, pods, '&&', kubectl, get, nodes] }",
            #"routes/collectors.yaml:2:19: run: "&&" is an argument like any other, because there is no shell; make a collector of each command, and write under filters what a pipe would do"#
        ),
        Mistake(
            "a command line in one entry", "collectors", "collectors:\n- { name: a, run: [kubectl get pods] }",
            #"routes/collectors.yaml:2:19: run: "kubectl get pods" is not a program that is known to only read; write each word as an entry of its own: [kubectl, get, pods]"#
        ),
        Mistake(
            "a function that acts, and one that is none", "collectors", "functions: [pg_sleep, 'order lag()']",
            #"routes/collectors.yaml:1:13: functions: "pg_sleep" does more than read; leave it out, or put what calls it under next_steps"#,
            #"routes/collectors.yaml:1:23: functions: "order lag()" is no function's name; write name or schema.name as statements call it, without parentheses"#
        ),
        Mistake(
            "a function that nobody has named", "collectors",
            "functions: [order_lag]\ncollectors:\n- { name: a, run: [psql, -c, 'SELECT order_lag(), app.purge()'] }",
            #"routes/collectors.yaml:3:19: run: "psql -c" calls "app.purge", which is not on the list of functions that only read; leave it out, or, if it is your own and only reads, name it under functions"#
        ),
        Mistake(
            "a redirection", "collectors",
            "collectors:\n- { name: a, trusted: true, run: [/opt/team/report, '2>&1'] }",
            #"routes/collectors.yaml:2:34: run: "2>&1" is an argument like any other, because there is no shell; leave it out: both outputs are captured, filters take what is wanted of them, and the input is closed"#
        ),
        Mistake(
            "a runbook's placeholder", "collectors",
            "collectors:\n- { name: a, run: [kubectl, describe, pod, <pod-name>] }",
            #"routes/collectors.yaml:2:19: run: "<pod-name>" is an argument like any other, because there is no shell; write the name that is meant, or a label's place: "{label:NAME}""#
        ),
        Mistake(
            "a variable that opens this server", "collectors",
            "collectors:\n- { name: a, run: [kubectl, get, pods], environment: [RESPONDER_API_TOKEN, 'X=1'] }",
            "routes/collectors.yaml:2:55: environment: a table may not name RESPONDER_API_TOKEN, which opens this server; leave it out",
            #"routes/collectors.yaml:2:76: environment: "X=1" is no variable's name; its value stands in the server's environment"#
        ),
        Mistake(
            "a template without quotes", "collectors", "collectors:\n- { name: a, run: [kubectl, get, {label:x}] }",
            "routes/collectors.yaml:2:34: run: expected text, found a mapping; text that begins with { must stand in quotes"
        ),
        Mistake(
            "a template that does not end", "collectors", "collectors:\n- { name: a, run: [kubectl, get, '{label:x'] }",
            #"routes/collectors.yaml:2:19: run: "{label:x" in "{label:x" has no closing brace"#),
        Mistake(
            "a command as one text", "collectors", "collectors:\n- { name: a, run: kubectl get pods }",
            "routes/collectors.yaml:2:19: run: expected a list of text, found text"),
        Mistake(
            "a name twice", "collectors",
            "collectors:\n- { name: a, run: [kubectl, get, pods] }\n- { name: a, run: [kubectl, get, nodes] }",
            #"routes/collectors.yaml:3:3: collector "a" stands already in line 2; names must be unique"#),
        Mistake(
            "a filter that is none", "collectors",
            "collectors:\n- { name: a, run: [kubectl, get, pods], filters: [wc_line, { awk: x }, { head: many }] }",
            #"routes/collectors.yaml:2:51: filters: "wc_line" is no filter; did you mean "wc_lines"?"#,
            #"routes/collectors.yaml:2:62: unknown key "awk"; known here: grep, head, tail, sort, uniq"#,
            #"routes/collectors.yaml:2:80: head is "many"; a whole number from 1 to 1000000 is expected"#),
        Mistake(
            "a finding with too many groups", "collectors",
            "collectors:\n- name: a\n  run: [kubectl, get, pods]\n  findings: [ { pattern: '(x)', say: $2 costs $$3 } ]",
            "routes/collectors.yaml:4:38: say uses $2, the pattern has 1 groups; write $$ for a dollar sign"),
        Mistake(
            "findings about rows that cannot be read", "collectors",
            """
            collectors:
            - name: a
              run: [kubectl, get, pods]
              findings:
              - { pattern: x, where: ['A>1'], say: x }
              - { say: x }
              - { where: ['A'], say: x }
              - { where: [], say: x }
              - { where: ['A>1'], say: '{A', say_many: '{B:mean}' }
              - { where: 'A>1', say: x }
              - { where: ['A>1'] }
              - { pattern: x, say: x, say_many: x }
              - { where: ['A>1'], say: x, many: x }
            """,
            #"routes/collectors.yaml:5:26: a finding has a "pattern" or "where", and this one has both; make two of it"#,
            #"routes/collectors.yaml:6:5: this entry of findings has no "pattern" and no "where"; add one of them"#,
            #"routes/collectors.yaml:7:15: where: the condition A cannot be read: no operator with a field before it is in it; one looks like STATUS=~"Error|Failed", RESTARTS>2, query_start>5m or used>=90% hard"#,
            "routes/collectors.yaml:8:14: where is empty, which holds for every row; write a condition such as RESTARTS>2",
            #"routes/collectors.yaml:9:28: say: "{A" has no closing brace; write {FIELD}, or {{ for a brace"#,
            "routes/collectors.yaml:9:44: say_many: {B:mean}: behind a field there may be :age, and in say_many :max or :min",
            "routes/collectors.yaml:10:14: where: expected a list of conditions, found text",
            #"routes/collectors.yaml:11:5: this entry of findings has no "say"; add it"#,
            #"routes/collectors.yaml:12:37: say_many is said of rows, which only "where" knows; leave it out, or write conditions"#,
            #"routes/collectors.yaml:13:31: unknown key "many"; known here: pattern, where, say, say_many, level, outcome, otherwise"#
        ),
        Mistake(
            "a pattern that is none", "collectors", "redact: ['(']",
            #"routes/collectors.yaml:1:10: regular expression "(" is not RE2 syntax: missing ): ("#),
        Mistake(
            "limits out of range", "collectors",
            "page_waits_for_diagnostics: 2h\ncollectors:\n- { name: a, run: [kubectl, get, pods], timeout: 0s, output_limit: 1GB }",
            "routes/collectors.yaml:1:29: page_waits_for_diagnostics is 2h; it must be from 0s to 1m",
            "routes/collectors.yaml:3:50: timeout is 0s; it must be from 100ms to 10m",
            #"routes/collectors.yaml:3:68: output_limit is "1GB"; a size such as 256KiB, 16MiB at most, is expected"#),
        Mistake(
            "a quote that does not end", "collectors", "next_steps: [ { title: a, command: kubectl 'x } ]",
            "routes/collectors.yaml:1:36: command: the quote ' does not end; close it or write the command as a list"
        ),
    ]

    /// The grammar's own words; what it refuses and how it says so is its tests' subject.
    private static func refusal(_ command: [String]) -> String {
        ReadOnlyGrammar.refusal(of: command) ?? "nothing is refused"
    }

    static let inContacts = [
        Mistake(
            "an address with a second header", "contacts",
            "contacts: [ { role: On-Call Engineer, contact: \"a@example.com\\nBcc: x@example.com\", escalation_path: [email] } ]",
            #"routes/contacts.yaml:1:48: contact: "a@example.comBcc: x@example.com" is no mail address; one such as oncall@example.com is expected"#
        ),
        Mistake(
            "a way that is none", "contacts",
            "contacts: [ { role: On-Call Engineer, contact: a@example.com, escalation_path: [fax, email a@b@c] } ]",
            #"routes/contacts.yaml:1:81: escalation_path: "fax" is no way to reach somebody; "#
                + "write pagerduty, email, email someone@example.com, slack #channel or webhook",
            #"routes/contacts.yaml:1:86: escalation_path: "a@b@c" is no mail address; one such as oncall@example.com is expected"#
        ),
        Mistake(
            "one way twice", "contacts",
            "contacts: [ { role: On-Call Engineer, contact: a@example.com, escalation_path: [email, a@example.com] } ]",
            #"routes/contacts.yaml:1:88: "a@example.com" reaches email to a@example.com a second time; keep one"#),
        Mistake(
            "no way at all", "contacts",
            "contacts: [ { role: On-Call Engineer, contact: a@example.com, escalation_path: [] } ]",
            "routes/contacts.yaml:1:80: escalation_path is empty; this contact could not be told of anything"),
        Mistake(
            "a role twice", "contacts",
            """
            contacts:
              - { role: On-Call Engineer, contact: a@example.com, escalation_path: [email] }
              - { role: On-Call Engineer, contact: b@example.com, escalation_path: [email] }
            """,
            #"routes/contacts.yaml:3:5: role "On-Call Engineer" stands already in line 2; names must be unique"#),
        Mistake(
            "a time zone that is none, and one that is a city alone", "contacts",
            """
            contacts:
              - { role: On-Call Engineer, contact: a@example.com, escalation_path: [email], time_zone: Europe/Berln }
              - { role: DevOps Lead, contact: b@example.com, escalation_path: [email], time_zone: Tokyo }
            """,
            #"routes/contacts.yaml:2:92: time zone "Europe/Berln" is not known here; did you mean "Europe/Berlin"?"#,
            #"routes/contacts.yaml:3:87: time zone "Tokyo" is not known here; did you mean "Asia/Tokyo"?"#),
        Mistake(
            "a channel that is no endpoint", "contacts",
            "contacts: [ { role: On-Call Engineer, contact: a@example.com, escalation_path: ['slack #databse'] } ]",
            ##"routes/contacts.yaml:1:81: channel "#databse" is not in routes/endpoints.yaml; did you mean "#database"?"##
        ),
    ]

    static let inEscalation = [
        Mistake(
            "a contact that is not there", "escalation",
            "policies: [ { name: a, steps: [ { after: 0s, notify: [dba-oncall] } ], otherwise: On-Call Enginer } ]",
            #"routes/escalation.yaml:1:55: contact "dba-oncall" is not in routes/contacts.yaml"#,
            #"routes/escalation.yaml:1:83: contact "On-Call Enginer" is not in routes/contacts.yaml; did you mean "On-Call Engineer"?"#
        ),
        Mistake(
            "a duration that is none", "escalation",
            "policies: [ { name: a, steps: [ { after: 5x, notify: [On-Call Engineer] } ] } ]",
            #"routes/escalation.yaml:1:42: after is "5x"; a duration such as 30s, 5m or 1h30m is expected"#),
        Mistake(
            "steps out of order", "escalation",
            """
            policies:
              - name: a
                steps:
                  - { after: 15m, notify: [On-Call Engineer] }
                  - { after: 5m, notify: [On-Call Engineer], methods: al }
            """,
            "routes/escalation.yaml:5:18: after is 5m, the step before has 15m; put the steps in order",
            #"routes/escalation.yaml:5:59: methods is "al"; one of first, all, pagerduty, email, slack, webhook is expected"#
        ),
        Mistake(
            "a priority without a policy", "escalation",
            """
            policies:
              - { name: a, priority: [P1, P2], steps: &s [ { after: 0s, notify: [On-Call Engineer] } ] }
              - { name: b, priority: [P3], match: [x=y], steps: *s }
              - { name: c, priority: [P4], steps: *s }
            """,
            "routes/escalation.yaml:2:3: no policy without match and match_any takes P3; add one, or nobody is told of such an incident"
        ),
        Mistake(
            "a policy's name twice", "escalation",
            """
            policies:
              - { name: a, match: [x=y], steps: &s [ { after: 0s, notify: [On-Call Engineer] } ] }
              - { name: a, steps: *s }
            """,
            #"routes/escalation.yaml:3:5: policy "a" stands already in line 2; names must be unique"#),
        Mistake(
            "a digest, which there is not yet", "escalation",
            "policies: [ { name: a, digest: { at: \"09:00\" }, steps: [ { after: 0s, notify: [On-Call Engineer] } ] } ]",
            #"routes/escalation.yaml:1:24: unknown key "digest"; "#
                + "known here: name, priority, match, match_any, steps, repeat, until, otherwise, acknowledgement_expires"
        ),
        Mistake(
            "a maintenance window of everything, in no time zone", "escalation",
            "maintenance: [ { name: a, match: [], days: [], from: \"1:00\", to: \"2:00\", time_zone: Mars } ]\n\(policies)",
            "routes/escalation.yaml:1:34: match is empty, which matches every alert; nobody would ever be told of anything then",
            "routes/escalation.yaml:1:44: days is empty; the window would never come",
            "routes/escalation.yaml:1:85: time zone \"Mars\" is not known here; write one such as Europe/Berlin or UTC"),
        Mistake(
            "maintenance windows that last no time", "escalation",
            """
            maintenance:
              - { name: a, match: [x=y], days: [mon], from: "1:00", to: "1:00", time_zone: UTC }
              - { name: a, match: [x=y], days: [mon], from: "24:00", to: "1:00", time_zone: UTC, until: x }
              - { name: b, days: [mon], from: "1:00", to: "2:00", time_zone: UTC }
            \(policies)
            """,
            "routes/escalation.yaml:2:61: to is the same as from; for a whole day write 00:00 and 24:00",
            #"routes/escalation.yaml:3:5: maintenance window "a" stands already in line 2; names must be unique"#,
            "routes/escalation.yaml:3:49: from is 24:00, the end of the day; write 00:00 and the day after",
            #"routes/escalation.yaml:3:86: unknown key "until"; known here: match, match_any, name, days, from, to, time_zone, why"#,
            #"routes/escalation.yaml:4:5: this entry of maintenance has no "match" and no "match_any"; add one"#),
        Mistake(
            "a role twice in one step", "escalation",
            "policies: [ { name: a, steps: [ { after: 0s, notify: [On-Call Engineer, On-Call Engineer] } ] } ]",
            #"routes/escalation.yaml:1:54: "On-Call Engineer" stands twice in notify; name each role once"#),
        Mistake(
            "an expiry where nothing would go on", "escalation",
            "policies:\n- { name: a, until: resolved, acknowledgement_expires: 1h, steps: [ { after: 0s, notify: [On-Call Engineer] } ] }",
            "routes/escalation.yaml:2:56: acknowledgement_expires has no effect with until: resolved; leave it out"),
        Mistake(
            "a reminder too early", "escalation",
            "acknowledgement_reminder: 25h\npolicies: [ { name: a, steps: [ { after: 0s, notify: [On-Call Engineer] } ] } ]",
            "routes/escalation.yaml:1:27: acknowledgement_reminder is 25h; it must be from 0s to 1d"),
        Mistake(
            "a digest without working days", "escalation",
            "digest: { at: \"09:00\", notify: [Database Admin] }\npolicies: [ { name: a, steps: [ { after: 0s, notify: [On-Call Engineer] } ] } ]",
            "routes/escalation.yaml:1:9: a digest comes on working days, but the file has no \"business_hours\"; add them"
        ),
        Mistake(
            "a step for a digest that there is not", "escalation",
            "policies: [ { name: a, steps: [ { after: 0s, notify: [On-Call Engineer], only: digest } ] } ]",
            "routes/escalation.yaml:1:80: a step is for the digest, but the file has no \"digest\"; add it, with at and notify"
        ),
        Mistake(
            "a step for the digest of somebody who has none", "escalation",
            """
            business_hours: { time_zone: UTC, days: [mon], from: "08:30", to: "17:00" }
            digest: { at: "09:00", notify: [Database Admin] }
            policies: [ { name: a, steps: [ { after: 0s, notify: [On-Call Engineer], outside_hours: digest } ] } ]
            """,
            "routes/escalation.yaml:3:89: On-Call Engineer hears of this step by a digest, and has none; add the role to notify of digest"
        ),
        Mistake(
            "a step that waits twice", "escalation",
            """
            business_hours: { time_zone: UTC, days: [mon], from: "08:30", to: "17:00" }
            digest: { at: "09:00", notify: [On-Call Engineer] }
            policies: [ { name: a, steps: [ { after: 0s, notify: [On-Call Engineer], only: digest, outside_hours: digest } ] } ]
            """,
            "routes/escalation.yaml:3:103: outside_hours has no effect beside only: digest; leave one of them out"),
        Mistake(
            "a time to deliver that is too short", "escalation",
            "policies: [ { name: a, steps: [ { after: 0s, notify: [On-Call Engineer], deliver_within: 4s } ] } ]",
            "routes/escalation.yaml:1:90: deliver_within is 4s; it must be from 5s to 1h"),
        Mistake(
            "a time to deliver that is too long", "escalation",
            "policies: [ { name: a, steps: [ { after: 0s, notify: [On-Call Engineer], deliver_within: 61m } ] } ]",
            "routes/escalation.yaml:1:90: deliver_within is 61m; it must be from 5s to 1h"),
        Mistake(
            "a time to deliver where nothing is delivered", "escalation",
            """
            business_hours: { time_zone: UTC, days: [mon], from: "08:30", to: "17:00" }
            digest: { at: "09:00", notify: [On-Call Engineer] }
            policies: [ { name: a, steps: [ { after: 0s, notify: [On-Call Engineer], only: digest, deliver_within: 30s } ] } ]
            """,
            "routes/escalation.yaml:3:104: deliver_within has no effect beside only: digest; leave it out"),
        Mistake(
            "a time to respond that is none", "escalation",
            "respond_within: { P1: 10s }\npolicies: [ { name: a, steps: [ { after: 0s, notify: [On-Call Engineer] } ] } ]",
            "routes/escalation.yaml:1:23: P1 is 10s; it must be from 1m to 30d"),
        Mistake(
            "a last resort where nobody need answer", "escalation",
            "policies:\n- { name: a, until: notified, otherwise: On-Call Engineer, steps: [ { after: 0s, notify: [On-Call Engineer] } ] }",
            "routes/escalation.yaml:2:42: otherwise has no effect with until: notified; leave it out"),
        Mistake(
            "business hours that are not there", "escalation",
            "policies: [ { name: a, steps: [ { after: 0s, notify: [On-Call Engineer], only: business_hours } ] } ]",
            #"routes/escalation.yaml:1:80: only is business_hours, but the file has no "business_hours"; add them"#),
        Mistake(
            "business hours that are none", "escalation",
            """
            business_hours: { time_zone: Europe/Berln, days: [mon, foo], from: "9", to: "17:00", holidays: [2026-02-30] }
            policies: [ { name: a, steps: [ { after: 0s, notify: [On-Call Engineer] } ] } ]
            """,
            #"routes/escalation.yaml:1:56: days: "foo" is no day; write sun, mon, tue, wed, thu, fri or sat"#,
            #"routes/escalation.yaml:1:68: from is "9"; a time such as "09:00" is expected"#,
            #"routes/escalation.yaml:1:97: holidays: "2026-02-30" is no date; one such as 2026-12-25 is expected"#),
        Mistake(
            "a time zone that is none", "escalation",
            """
            business_hours: { time_zone: Europe/Berln, days: [mon], from: "09:00", to: "17:00" }
            policies: [ { name: a, steps: [ { after: 0s, notify: [On-Call Engineer] } ] } ]
            """,
            #"routes/escalation.yaml:1:30: time zone "Europe/Berln" is not known here; did you mean "Europe/Berlin"?"#
        ),
        Mistake(
            "a repetition without an end", "escalation",
            "policies: [ { name: a, steps: [ { after: 0s, notify: [On-Call Engineer] } ], repeat: { every: 1s } } ]",
            #"routes/escalation.yaml:1:86: this entry of repeat has no "times"; add it"#,
            "routes/escalation.yaml:1:95: every is 1s; it must be from 1m to 30d"),
    ]
}
