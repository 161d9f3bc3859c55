extension Mistake {
    /// One in a layer of the rota `r`, which fills the only role that policies name.
    private static func layer(_ what: String, _ layer: String, _ problem: String) -> Mistake {
        rota(what, "time_zone: UTC, layers: [ \(layer) ]", problem)
    }

    private static func rota(_ what: String, _ rota: String, _ problems: String...) -> Mistake {
        Mistake(what, text(rota), problems.map { "routes/contacts.yaml:\($0)" })
    }

    private init(_ what: String, _ text: String, _ problems: [String]) {
        (self.what, table, self.text, self.problems) = (what, "contacts", text, problems)
    }

    private static func text(_ rota: String) -> String {
        """
        people: [ { name: Al, contact: al@example.com, escalation_path: [email] } ]
        contacts: [ { role: On-Call Engineer, rota: r }, { role: Lead, contact: l@example.com, escalation_path: [email] } ]
        rotas:
        - { name: r, \(rota) }
        """
    }

    private static let turns = "people: [Al], turn: weekly, hand_off: { at: \"09:00\" }, starts: 2026-01-05"

    static let inRotas = [
        rota(
            "no such place", "time_zone: Mars, layers: [ { \(turns) } ]",
            #"4:25: time zone "Mars" is not known here; write one such as Europe/Berlin or UTC"#),
        rota("no layer", "time_zone: UTC, layers: []", "4:38: layers is empty; nobody would ever be on call"),
        rota(
            "a fall-back that nobody is", "time_zone: UTC, layers: [ { \(turns) } ], fall_back: Laed",
            #"4:132: fall_back "Laed" is neither in contacts nor in people; did you mean "Lead"?"#),
        rota(
            "neither told nor not", "time_zone: UTC, layers: [ { \(turns) } ], tell_at_hand_off: maybe",
            #"4:139: tell_at_hand_off is "maybe"; true or false is expected"#),
        rota(
            "a fall-back that may be nobody", "time_zone: UTC, layers: [ { \(turns) } ], fall_back: On-Call Engineer",
            #"4:132: fall_back "On-Call Engineer" is filled by a rota, which may have nobody either; name a contact"#),
        layer(
            "somebody who is not there", "{ people: [All], turn: 1d, hand_off: { at: \"09:00\" }, starts: 2026-01-05 }",
            #"4:51: "All" is not under people; did you mean "Al"?"#),
        layer(
            "no people", "{ people: [], turn: 1d, hand_off: { at: \"09:00\" }, starts: 2026-01-05 }",
            "4:50: people is empty; nobody would ever be on call"),
        layer(
            "a turn that is no day", "{ people: [Al], turn: 12h, hand_off: { at: \"09:00\" }, starts: 2026-01-05 }",
            #"4:62: turn is "12h"; daily, weekly, or whole days or weeks such as 3d or 2w are expected"#),
        layer(
            "a day without weeks",
            "{ people: [Al], turn: 3d, hand_off: { day: mon, at: \"09:00\" }, starts: 2026-01-05 }",
            "4:83: day has no effect with turns that are not whole weeks; leave it out"),
        layer(
            "no hand-off", "{ people: [Al], turn: 1w, starts: 2026-01-05 }",
            #"4:40: this entry of layers has no "hand_off"; add it"#),
        layer(
            "a hand-off at no time", "{ people: [Al], turn: 1w, hand_off: { at: \"24:00\" }, starts: 2026-01-05 }",
            #"4:82: at is 24:00; write "00:00" of the next day"#),
        layer(
            "another day", "{ people: [Al], turn: 1w, hand_off: { day: mon, at: \"09:00\" }, starts: 2026-01-06 }",
            "4:111: starts is a tuesday, and the hand-off on monday; write the date of the first hand-off"),
        layer("an end before the beginning", "{ \(turns), ends: 2026-01-05 }", "4:123: ends must be later than starts"),
        layer("hours that are none", "{ \(turns), hours: [] }", "4:124: hours is empty; leave it out, or write when"),
        layer(
            "an hour that is none", "{ \(turns), hours: [ { from: \"09:00\", to: \"09:00\" } ] }",
            "4:134: from and to are no hours; leave both out for whole days"),
        layer(
            "half an hour", "{ \(turns), hours: [ { from: \"09:00\" } ] }",
            #"4:126: this entry of hours has no "to"; add it"#),
        layer(
            "two of a name", "{ name: a, \(turns) }, { name: a, \(turns) }",
            #"4:128: layer "a" stands already in line 4; names must be unique"#),
        Mistake(
            "a rota that is not there", "contacts",
            "contacts: [ { role: On-Call Engineer, rota: primary } ]",
            #"routes/contacts.yaml:1:45: rota "primary" is not under rotas; add it there"#),
        Mistake(
            "a rota beside an address", "contacts",
            """
            people: [ { name: Al, contact: al@example.com, escalation_path: [email] } ]
            rotas: [ { name: r, time_zone: UTC, layers: [ { \(turns) } ] } ]
            contacts: [ { role: On-Call Engineer, rota: r, contact: a@example.com } ]
            """,
            "routes/contacts.yaml:3:57: contact has no effect beside rota, whose people have their own; leave it out"),
        Mistake(
            "a rota beside a time zone", "contacts",
            """
            people: [ { name: Al, contact: al@example.com, escalation_path: [email] } ]
            rotas: [ { name: r, time_zone: UTC, layers: [ { \(turns) } ] } ]
            contacts: [ { role: On-Call Engineer, rota: r, time_zone: Europe/Berlin } ]
            """,
            "routes/contacts.yaml:3:59: time_zone has no effect beside rota, which has its own; leave it out"),
        Mistake(
            "a person with a role's name", "contacts",
            """
            people:
              - { name: On-Call Engineer, contact: a@example.com, escalation_path: [email], time_zone: Mars }
            contacts:
              - { role: On-Call Engineer, contact: a@example.com, escalation_path: [email] }
            """,
            #"routes/contacts.yaml:2:92: time zone "Mars" is not known here; write one such as Europe/Berlin or UTC"#,
            #"routes/contacts.yaml:4:5: role "On-Call Engineer" stands already in line 2; names must be unique"#),
    ]
}
