internal import HTTPTypes
internal import Hummingbird
internal import IncidentCore
internal import IncidentEngine

/// What a person can do with an incident beside taking, closing and noting, under one name for the API and for its page.
struct DeedRoutes: Sendable {
    let api: String
    let page: String
    /// What it does, and what the API wants for it.
    let does: String
    /// What it takes besides who and why.
    var fields: [String] = []
    /// What of that is true or false.
    var flags: [String] = []
    /// The part of the incident's page that is shown then.
    var landing: String?
    let perform: @Sendable (IncidentCommands, Int64, PersonalCommand, Deed) async throws -> Incident

    static let all = [
        DeedRoutes(
            api: Routes.unacknowledgeAPI, page: Routes.unacknowledgePage,
            does:
                "ends the acknowledgement: {\"by\": \"…\", \"text\": \"why\", \"take_over\": true where another has it}",
            flags: [PersonalCommand.takeOverFlag]
        ) { commands, id, command, deed in
            try await commands.unacknowledge(id, deed, takeOver: command.takeOver)
        },
        DeedRoutes(
            api: Routes.reopenAPI, page: Routes.reopenPage,
            does: "takes a resolution back: {\"by\": \"…\", \"text\": \"why, if you like\"}"
        ) { commands, id, _, deed in try await commands.reopen(id, deed) },
        DeedRoutes(
            api: Routes.snoozeAPI, page: Routes.snoozePage,
            does:
                "puts it off: {\"by\": \"…\", \"until\": \"2h, or a time\", \"text\": \"why\", \"take_over\": true where another has it}",
            fields: ["until"], flags: [PersonalCommand.takeOverFlag]
        ) { commands, id, command, deed in
            try await commands.snooze(
                id, deed, until: command.until ?? "", by: command.clock, takeOver: command.takeOver)
        },
        DeedRoutes(
            api: Routes.handOverAPI, page: Routes.handOverPage,
            does:
                "hands it over: {\"by\": \"…\", \"contact\": \"a role\", \"text\": \"why\", \"take_over\": true where another has it}",
            fields: ["contact"], flags: [PersonalCommand.takeOverFlag]
        ) { commands, id, command, deed in
            try await commands.handOver(id, deed, to: command.contact ?? "", takeOver: command.takeOver)
        },
        DeedRoutes(
            api: Routes.escalateAPI, page: Routes.escalatePage,
            does: "tells the next step at once: {\"by\": \"…\", \"text\": \"why, if you like\"}"
        ) { commands, id, _, deed in try await commands.escalate(id, deed) },
        DeedRoutes(
            api: Routes.respondersAPI, page: Routes.respondersPage,
            does: "tells one contact more: {\"by\": \"…\", \"contact\": \"a role\", \"text\": \"why, if you like\"}",
            fields: ["contact"]
        ) { commands, id, command, deed in try await commands.addResponder(id, deed, command.contact ?? "") },
        DeedRoutes(
            api: Routes.stepDoneAPI, page: Routes.stepDonePage,
            does: "ticks a next step: {\"by\": \"…\", \"step\": \"its title\", \"text\": \"a note, if you like\"}",
            fields: ["step"], landing: "steps"
        ) { commands, id, command, deed in
            try await commands.tick(id, deed, step: command.step ?? "", isDone: true)
        },
        DeedRoutes(
            api: Routes.stepUndoneAPI, page: Routes.stepUndonePage,
            does: "takes a tick back: {\"by\": \"…\", \"step\": \"its title\", \"text\": \"a note, if you like\"}",
            fields: ["step"], landing: "steps"
        ) { commands, id, command, deed in
            try await commands.tick(id, deed, step: command.step ?? "", isDone: false)
        },
        DeedRoutes(
            api: Routes.diagnosticsAPI, page: Routes.diagnosticsPage,
            does:
                "runs its collectors once more: {\"by\": \"…\", \"collector\": \"one of them; all without\", \"text\": \"why, if you like\"}",
            fields: ["collector"]
        ) { commands, id, command, deed in try await commands.diagnose(id, deed, collector: command.collector) },
    ]
}

extension PersonalCommand {
    func deed(_ way: Way) -> Deed { Deed(by: by, why: text, way: way) }
}
