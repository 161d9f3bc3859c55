extension Mistake {
    static let inYAML = [
        Mistake(
            "a list that does not end", "contacts", "contacts:\n  - { role: a, escalation_path: [x }\n",
            "routes/contacts.yaml:2:36: not YAML: while parsing a flow sequence that begins at line 2: "
                + "did not find expected ',' or ']'"),
        Mistake(
            "a tab for indentation", "escalation", "policies:\n\t- a\n",
            "routes/escalation.yaml:2:1: not YAML: while scanning for the next token that begins at line 2: "
                + "found character that cannot start any token; indent with spaces, not tabs"),
        Mistake(
            "a quote that closes at the next one", "contacts",
            """
            contacts:
              - role: "On-Call Engineer
                contact: oncall@example.com
              - role: "Database Admin"
                contact: dba@example.com
            """,
            "routes/contacts.yaml:4:12: not YAML: while parsing a block mapping that begins at line 2: "
                + "did not find expected key; look at the quote that opens in line 2, which ends only in line 4"),
        Mistake(
            "a quote that does not end", "escalation", "policies:\n  - name: 'a\n    steps: []\n",
            "routes/escalation.yaml:4:1: not YAML: while scanning a quoted scalar that begins at line 2: "
                + "found unexpected end of stream; look at the quote that opens in line 2, which does not end"),
        Mistake(
            "a channel without quotes in a list", "contacts",
            "contacts:\n  - { role: a, contact: a@example.com, escalation_path: [slack #database, email] }\n",
            "routes/contacts.yaml:3:1: not YAML: while parsing a flow sequence that begins at line 2: "
                + "did not find expected ',' or ']'; in line 2 #database begins a comment: put text with a # in quotes"),
        Mistake(
            "a channel without quotes on a line of its own", "contacts",
            "contacts:\n  - role: On-Call Engineer\n    contact: a@example.com\n    escalation_path:\n      - slack #database\n",
            #"routes/contacts.yaml:5:9: escalation_path: "slack" is no way to reach somebody; write pagerduty, email, "#
                + "email someone@example.com, slack #channel or webhook; #database begins a comment: put text with a # in quotes"
        ),
        Mistake(
            "a control character", "escalation", "policies:\n- a\u{1}\n",
            "routes/escalation.yaml:2:4: not YAML: control characters are not allowed"),
        Mistake(
            "an empty file", "collectors", "",
            "routes/collectors.yaml:1:1: the file is empty; take the shipped one as an example"),
        Mistake(
            "a file of comments", "collectors", "# nothing\n---\n",
            "routes/collectors.yaml:1:1: the file is empty; take the shipped one as an example"),
        Mistake(
            "two documents", "collectors", "collectors: []\n---\ncollectors: []\n",
            "routes/collectors.yaml:2:1: not YAML: but found another document"),
        Mistake(
            "a key twice", "classification", "default_priority: P3\nincidents: {}\ndefault_priority: P4\n",
            #"routes/classification.yaml:1:1: key "default_priority" stands more than once in this mapping; keep one"#),
        Mistake(
            "an alias inside its own anchor", "contacts",
            "contacts:\n  - role: a\n    contact: a@example.com\n    escalation_path: &p [email, *p]\n",
            #"routes/contacts.yaml:4:33: cyclic reference: alias "*p" stands inside the value that "&p" names; write the value out"#
        ),
        Mistake(
            "an alias without an anchor", "contacts", "contacts: *nobody\n",
            #"routes/contacts.yaml:1:11: alias "*nobody" has no anchor "&nobody" before it"#),
        Mistake(
            "aliases that multiply", "collectors",
            "redact:\n" + (0..<8).map(multiplied).joined(),
            "routes/collectors.yaml:1:1: the file has more than 50000 entries once its aliases are filled in; write fewer"
        ),
        Mistake(
            "a list for the file", "contacts", "- a\n",
            "routes/contacts.yaml:1:1: the file: expected a mapping, found a list"),
    ]

    /// A list of ten times the list of the level below.
    private static func multiplied(level: Int) -> String {
        let below = level == 0 ? "x" : "*l\(level - 1)"
        return "  - &l\(level) [\(Array(repeating: below, count: 10).joined(separator: ", "))]\n"
    }
}
