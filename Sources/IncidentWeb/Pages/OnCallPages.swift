internal import Hummingbird
internal import IncidentCore
internal import IncidentEngine

/// The page of rotas and its forms.
struct OnCallPages: Sendable {
    let contents: WebContents
    let pages: IncidentPages

    func addRoutes(to routes: RouterGroup<WebContext>) {
        routes.get(RouterPath(Routes.onCallPage)) { request, _ in
            let facts = try await contents.onCall(at: try request.query(["at"])["at"])
            let contacts = contents.tables.value.contacts
            return try await pages.form(request, template: "on_call") { shown, token, name, warnings in
                OnCallPage(facts, contacts: contacts, token: token, name: name, warnings: warnings, in: shown)
            }
        }
        routes.post(RouterPath(Routes.overridesPage)) { request, context in
            try await pages.submit(
                request, context, fields: OverrideCommand.fields, goingTo: Routes.onCallPage
            ) { form, user in
                let fields = Dictionary(
                    OverrideCommand.fields.compactMap { name in form[name].map { (name, $0) } },
                    uniquingKeysWith: { first, _ in first })
                let command = try OverrideCommand(fields, user: user)
                _ = try await command.carryOut(contents.onCallCommands)
                return command.by
            }
        }
        routes.post(RouterPath(Routes.removeOverridePage)) { request, context in
            let id = try context.numberInPath(of: "overrides")
            return try await pages.submit(
                request, context, fields: ["by"], goingTo: Routes.onCallPage
            ) { form, user in
                let command = try PersonalCommand(by: form["by"] ?? user, text: nil)
                _ = try await contents.onCallCommands.removeOverride(id, by: command.by)
                return command.by
            }
        }
    }
}
