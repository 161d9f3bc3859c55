internal import ArgumentParser
internal import IncidentCore
internal import IncidentEngine

// What a person can do with an incident beside taking, closing and noting.
extension IncidentCommand {
    struct Unacknowledge: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "unack", abstract: "Ends an acknowledgement: nobody has the incident, and escalation goes on.",
            aliases: ["unacknowledge"])
        @Argument(help: "The incident's number.", completion: .incidents, transform: RecordNumber.read)
        var id: Int64
        @OptionGroup var person: PersonOption
        @OptionGroup var taking: TakeOverOption
        @OptionGroup var reason: ReasonOption
        @OptionGroup var format: FormatOption
        @OptionGroup var access: AccessOptions

        func run() async throws {
            let deed = try reason.deed(person)
            try await access.change(id, format, needsTables: true) {
                try await $0.unacknowledge(id, deed, takeOver: taking.consent)
            }
        }
    }

    struct Reopen: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Takes a resolution back: the incident is as it was before, and those told of its end hear so.")
        @Argument(help: "The incident's number.", completion: .incidents, transform: RecordNumber.read)
        var id: Int64
        @OptionGroup var person: PersonOption
        @OptionGroup var reason: OptionalReasonOption
        @OptionGroup var format: FormatOption
        @OptionGroup var access: AccessOptions

        func run() async throws {
            let deed = try reason.deed(person)
            try await access.change(id, format, needsTables: true) { try await $0.reopen(id, deed) }
        }
    }

    struct Snooze: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Puts an incident off: you have it until then, and escalation goes on after that.")
        @Argument(help: "The incident's number.", completion: .incidents, transform: RecordNumber.read)
        var id: Int64
        @Argument(
            help:
                "How long (45m, 2h) or until when (23:30, the next one by UTC; \"23:30 Europe/Berlin\"; 2026-11-23T08:00Z)."
        )
        var until: String
        @OptionGroup var person: PersonOption
        @OptionGroup var taking: TakeOverOption
        @OptionGroup var reason: ReasonOption
        @OptionGroup var format: FormatOption
        @OptionGroup var access: AccessOptions

        func validate() throws {
            guard MomentText(until) != nil else { throw ValidationError(DeedProblem.wrongTime(until).description) }
        }

        func run() async throws {
            let deed = try reason.deed(person)
            try await access.change(id, format) {
                try await $0.snooze(id, deed, until: until, takeOver: taking.consent)
            }
        }
    }

    struct HandOver: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "handover",
            abstract: "Gives an incident to a contact, who is told and is to take it in time, or escalation goes on.")
        @Argument(help: "The incident's number.", completion: .incidents, transform: RecordNumber.read)
        var id: Int64
        @Argument(help: "The contact's role, or its address.", completion: .roles)
        var contact: String
        @OptionGroup var person: PersonOption
        @OptionGroup var taking: TakeOverOption
        @OptionGroup var reason: ReasonOption
        @OptionGroup var format: FormatOption
        @OptionGroup var access: AccessOptions

        func run() async throws {
            let deed = try reason.deed(person)
            try await access.change(id, format, needsTables: true) {
                try await $0.handOver(id, deed, to: contact, takeOver: taking.consent)
            }
        }
    }

    struct Escalate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Tells whom the next step tells, at once; who has the incident keeps it.")
        @Argument(help: "The incident's number.", completion: .incidents, transform: RecordNumber.read)
        var id: Int64
        @OptionGroup var person: PersonOption
        @OptionGroup var reason: OptionalReasonOption
        @OptionGroup var format: FormatOption
        @OptionGroup var access: AccessOptions

        func run() async throws {
            let deed = try reason.deed(person)
            try await access.change(id, format, needsTables: true) { try await $0.escalate(id, deed) }
        }
    }

    struct Step: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Ticks a next step of the incident as done, with your name and the time in the timeline.")
        @Argument(help: "The incident's number.", completion: .incidents, transform: RecordNumber.read)
        var id: Int64
        @Argument(help: "The step's title, as \"incident show\" prints it.")
        var title: String
        @Flag(help: "Takes the tick back.")
        var undo = false
        @OptionGroup var person: PersonOption
        @OptionGroup var reason: OptionalReasonOption
        @OptionGroup var format: FormatOption
        @OptionGroup var access: AccessOptions

        func run() async throws {
            let deed = try reason.deed(person)
            let isDone = !undo
            try await access.change(id, format, needsTables: true) {
                try await $0.tick(id, deed, step: title, isDone: isDone)
            }
        }
    }

    struct Diagnose: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Runs the incident's diagnostics once more, with your name and the time in the timeline.")
        @Argument(help: "The incident's number.", completion: .incidents, transform: RecordNumber.read)
        var id: Int64
        @Option(help: "Only this collector, as \"incident show\" prints it.", completion: .collectors)
        var collector: String?
        @OptionGroup var person: PersonOption
        @OptionGroup var reason: OptionalReasonOption
        @OptionGroup var format: FormatOption
        @OptionGroup var access: AccessOptions

        func run() async throws {
            let deed = try reason.deed(person)
            try await access.change(id, format, needsTables: true, refusal: "no collector is known") {
                try await $0.diagnose(id, deed, collector: collector)
            }
        }
    }

    struct AddResponder: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Tells one contact more, in a way that rings; who has the incident keeps it.")
        @Argument(help: "The incident's number.", completion: .incidents, transform: RecordNumber.read)
        var id: Int64
        @Argument(help: "The contact's role, or its address.", completion: .roles)
        var contact: String
        @OptionGroup var person: PersonOption
        @OptionGroup var reason: OptionalReasonOption
        @OptionGroup var format: FormatOption
        @OptionGroup var access: AccessOptions

        func run() async throws {
            let deed = try reason.deed(person)
            try await access.change(id, format, needsTables: true) { try await $0.addResponder(id, deed, contact) }
        }
    }
}

struct ReasonOption: ParsableArguments {
    @Option(help: "Why: told to those who hear of it, and kept in the timeline.")
    var text: String

    func validate() throws {
        guard !text.trimmingBlanks().isEmpty else { throw ValidationError("--text is empty; say why") }
    }

    func deed(_ person: PersonOption) throws -> Deed { Deed(by: try person.name, why: text, way: .commandLine) }
}

struct OptionalReasonOption: ParsableArguments {
    @Option(help: "Why: told to those who hear of it, and kept in the timeline.")
    var text: String?

    func deed(_ person: PersonOption) throws -> Deed { Deed(by: try person.name, why: text, way: .commandLine) }
}
