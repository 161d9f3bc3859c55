internal import IncidentCore
internal import IncidentStore
internal import IncidentViews

/// What stands on a list without a filter, as strings ready to be escaped: what is open by what a person must do.
struct ControlRoomPart: Sendable {
    let firstRun: FirstRun?
    /// Tests of the way to people that are open.
    let drills: [Drill]
    /// What stands in place of groups.
    let quietWords: String?
    /// Those that have something in them.
    let groups: [Group]
    let resolved: Group?

    /// How the first alert may come.
    struct FirstRun: Sendable {
        let webhookAddress: String
        let token: String
        let name: String
        let mark = Labels.drillName
        let priorities = Priority.allCases.map {
            IncidentListPage.Choice(value: $0.rawValue, words: $0.rawValue, isChosen: $0 == .p3)
        }
    }

    struct Drill: Sendable {
        let id: Int64
        let title: String
        let address: String
        let token: String
        let name: String
    }

    struct Group: Sendable {
        let title: String
        let className: String
        /// Of all, and what is to be known of it.
        let count: String
        let reasons: [String]
        let hasReasons: Bool
        let incidents: [IncidentListPage.Row]
        let more: More?
    }

    /// Where those of a group are that are not shown.
    struct More: Sendable {
        let words: String
        let address: String
    }

    /// What its forms carry.
    struct Person: Sendable {
        let token: String
        let name: String
    }

    init(
        _ room: ControlRoom, signs: SignsOfLife, webhookAddress: String, person: Person, hasWarnings: Bool,
        in context: PageContext
    ) {
        firstRun =
            !signs.wasHeard
            ? FirstRun(webhookAddress: webhookAddress, token: person.token, name: person.name) : nil
        drills = room.open.map(\.incident).filter(\.labels.isDrill).map {
            Drill(
                id: $0.id, title: $0.title, address: Routes.incident($0.id), token: person.token, name: person.name)
        }
        let isQuiet = !hasWarnings && signs.isComplete && room.stillFiring == 0
        quietWords = room.isOpen || firstRun != nil ? nil : "Nothing is open.\(isQuiet ? " All quiet." : "")"
        func group(
            _ title: String, _ className: String, _ group: ControlRoom.Group, _ status: IncidentStatus,
            count: String? = nil, reasons: [String] = []
        ) -> Group? {
            guard group.count > 0 else { return nil }
            let isMore = group.count > group.incidents.count
            return Group(
                title: title, className: className, count: count ?? "\(group.count)", reasons: reasons,
                hasReasons: !reasons.isEmpty,
                incidents: group.incidents.map { IncidentListPage.Row($0, sharing: room.shared, in: context) },
                more: isMore
                    ? More(
                        words: "All that are \(status.rawValue)",
                        address: "\(Routes.incidentListPage)?status=\(status.rawValue)") : nil)
        }
        let unreached = room.unreached.count
        groups = [
            group(
                room.unreachedTitle, "unreached", room.unreached, .triggered,
                count: room.isUnreachedWhole
                    ? "\(unreached)" : "\(unreached) of the \(ControlRoom.lookedAt) most urgent",
                reasons: room.reasons),
            group("Not taken", "untaken", room.untaken, .triggered),
            group("Taken", "taken", room.taken, .acknowledged),
            group("Silenced, nobody is told", "silenced", room.silenced, .triggered),
        ].compactMap(\.self)
        let still = room.stillFiring
        resolved = group(
            "Resolved in the last 24 hours", "resolved", room.resolved, .resolved,
            count: "\(room.resolved.count)"
                + (still == 0 ? "" : " · \(still) still fire\(still == 1 ? "s" : "") though resolved by hand"))
    }
}

extension ControlRoom {
    private static let reasonsShown = 4

    /// Why nobody was reached: the last answer of each kind of endpoint, each once.
    fileprivate var reasons: [String] {
        let all = answers
        let more = max(0, all.count - Self.reasonsShown) + otherAnswers
        let words = "and \(more) other answer\(more == 1 ? "; Delivery has it" : "s; Delivery has them")"
        return all.prefix(Self.reasonsShown) + (more > 0 ? [words] : [])
    }
}
