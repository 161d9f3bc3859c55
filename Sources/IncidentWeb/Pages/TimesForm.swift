internal import HTTPTypes
internal import Hummingbird
internal import IncidentCore

/// The form with which people choose by which clock they are shown times; open to everybody, because every page has it.
struct TimesForm: Sendable {
    func addRoutes(to routes: RouterGroup<WebContext>) {
        routes.post(RouterPath(Routes.timesPage)) { request, context in
            _ = try request.query([])
            let form = FormFields(String(decoding: try await request.smallBody(context), as: UTF8.self))
            try form.check(["back", "show"])
            let (choice, choices) = (form["show"] ?? "", ViewerClock.choices)
            guard [choices.utc, choices.local].contains(choice) else {
                throw Problem(
                    .badRequest,
                    "show is \"\(choice.singleLine(limit: 40))\", and may be \(choices.utc) or \(choices.local)")
            }
            let back = form["back"] ?? ""
            let place = Self.isOfThisServer(back) ? back : Routes.incidentListPage
            var response = Response(status: .seeOther, headers: [.location: place])
            response.setTimesCookie(choice)
            return response
        }
    }

    /// Whether a browser that is sent there stays here: it reads `//` and `/\` as the beginning of another server's name.
    private static func isOfThisServer(_ address: String) -> Bool {
        let leadsAway = ["/", "\\"].contains { address.dropFirst().hasPrefix($0) }
        return address.hasPrefix("/") && !leadsAway && address.utf8.allSatisfy { (0x21...0x7E).contains($0) }
    }
}
