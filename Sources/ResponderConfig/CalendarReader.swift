internal import Calendars
internal import Glibc
package import IncidentCore

/// Where the calendar files of rotas are read from.
struct CalendarSource {
    /// So far back and ahead of now their events are taken: a calendar may repeat for ever.
    static let back = Duration.seconds(400 * 86_400)
    static let ahead = Duration.seconds(800 * 86_400)
    /// They are read anew after so long.
    static let freshFor = Duration.seconds(90 * 86_400)

    /// The folder of the tables; a file that is no whole path is in it.
    let directory: String
    let files: FileReader
    let now: Timestamp
    /// Whether one that cannot be read is only warned of: nobody is on call by it then, which its rota's fall-back hears.
    let mayFail: Bool
}

/// Reads `calendar` of a rota.
struct CalendarReader {
    let source: CalendarSource
    let people: [Person]

    /// - Returns: `nil` after a problem, with the calendar's own file and line; after a warning one that is empty.
    func calendar(_ node: TableNode, clock: LocalClock) -> RotaCalendar? {
        guard let name = node.text("a file name") else { return nil }
        let path = name.hasPrefix("/") ? name : "\(source.directory)/\(name)"
        let bytes: [UInt8]
        switch source.files.read(path) {
        case .success(let read): bytes = read
        case .failure(let error):
            let sentence = "calendar \"\(path)\" cannot be read: \(error.reason)"
            if source.mayFail { node.warn(sentence) } else { node.problem(sentence) }
            return empty(name)
        }
        do throws(CalendarProblems) {
            let shifts = try CalendarFile.shifts(
                in: bytes, clock: clock, from: source.now - CalendarSource.back,
                until: source.now + CalendarSource.ahead,
                person: person)
            return RotaCalendar(file: name, shifts: shifts)
        } catch {
            for problem in error.all {
                let found = RouteTableProblem(path: path, line: problem.line, column: 1, sentence: problem.sentence)
                if source.mayFail { node.file.problems.warn(found) } else { node.file.problems.add(found) }
            }
            return empty(name)
        }
    }

    private func empty(_ name: String) -> RotaCalendar? {
        source.mayFail ? RotaCalendar(file: name, shifts: []) : nil
    }

    /// Whom an event is about: the first attendee who is one of `people`; else who its title is, as a whole or in part;
    /// else nobody who is known, by the title. Nobody who has declined.
    private func person(_ title: CalendarTitle) -> String {
        let parts = [title.summary] + title.summary.titleParts
        let declined = Set(title.declined.compactMap(known))
        let found = (title.attendees + parts).lazy.compactMap(known).first { !declined.contains($0) }
        // Not by a title that is a name: that would be somebody.
        let nobody = title.summary.singleLine(limit: 100) + (declined.isEmpty ? "" : " (declined)")
        return found ?? nobody
    }

    private func known(_ text: String) -> String? {
        let folded = text.trimmingBlanks().lowercased()
        return people.first { person in
            let contact = person.contact
            return ([contact.role, contact.address] + person.knownAs + contact.escalationPath.map(\.address))
                .contains { $0.lowercased() == folded }
        }?.contact.role
    }
}

extension String {
    /// What stands between colons, commas, brackets and dashes or strokes with blanks around them: `On Call`, `Alice` and
    /// `Primary` of `On Call - Alice - Primary`.
    fileprivate var titleParts: [String] {
        var parts: [String] = [""]
        let characters = Array(self)
        for (place, character) in characters.enumerated() {
            let isSpaced =
                place > 0 && place + 1 < characters.count && characters[place - 1] == " "
                && characters[place + 1] == " "
            if ":,()".contains(character) || isSpaced && "-–—|/".contains(character) {
                parts.append("")
            } else {
                parts[parts.count - 1].append(character)
            }
        }
        return parts
    }
}

extension Timestamp {
    /// Now, by the system's clock.
    package static var system: Timestamp { Timestamp(seconds: Int64(time(nil))) }
}
