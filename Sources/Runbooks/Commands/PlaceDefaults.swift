internal import IncidentCore

/// What stands for the places in a runbook's commands: labels, with what the runbook itself names as their defaults.
struct PlaceDefaults {
    let subject: RunbookSubject
    /// `NAMESPACE=shop`, as a runbook sets it before its commands.
    let variables: [String: String]

    /// `nil` where no label says what is meant.
    func text(_ place: ShellPlace) -> String? {
        guard let label = PlaceLabel(place: place.name) else { return nil }
        return label.text(default: place.defaultValue ?? variables[place.name] ?? subjectDefault(label))
    }

    /// A word such as `POD_NAME`, which a person is to replace: not one of SQL or Redis, which no label is called.
    func shouted(_ word: ShellWord) -> String? {
        guard let bare = word.bare, bare.count > 1,
            bare.unicodeScalars.allSatisfy({ ("A"..."Z").contains($0) || $0 == "_" })
        else { return nil }
        return text(ShellPlace(name: bare, defaultValue: nil, isVariable: false))
    }

    /// Those words that name what the runbook is about, by their places, as labels with that as their defaults.
    func subjects(in words: [ShellWord]) -> [Int: String] {
        SubjectPlace.all(in: words).reduce(into: [:]) { subjects, place in
            guard subject[place.kind] == place.value, LabelType.dns.accepts(place.value) else { return }
            subjects[place.word] = place.prefix + place.label.text(default: place.value)
        }
    }

    private func subjectDefault(_ label: PlaceLabel) -> String? {
        switch label {
        case .namespace: subject.namespace
        case .deployment: subject.deployment
        case .app: subject.app
        default: nil
        }
    }
}
