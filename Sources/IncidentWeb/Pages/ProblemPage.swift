internal import HTTPTypes
internal import Hummingbird

/// What `problem.mustache` shows to who looks at the server in a browser and asked for what it cannot do.
struct ProblemPage: Sendable {
    let title: String
    let warnings: [PageWarning] = []
    let hasWarnings = false
    let status: Int
    let words: String
    let address: String
    let addressWords: String

    init(_ problem: Problem, path: String, in context: PageContext) {
        status = problem.status.code
        words = context.said(problem.pageDetail)
        // Where a form of the incident's page or a link of a message was refused, people want to go to the incident.
        let parts = path.split(separator: "/")
        let isLink = parts.first == "acknowledge"
        title = Self.title(problem.status, isLink: isLink)
        if let first = parts.first, first == "incidents" && parts.count == 3 || isLink && parts.count == 2,
            let id = Int64(parts[1]), problem.status != .notFound
        {
            (address, addressWords) = (Routes.incident(id), "Open incident \(id)")
        } else {
            (address, addressWords) = (Routes.incidentListPage, "All incidents")
        }
    }

    private static func title(_ status: HTTPResponse.Status, isLink: Bool) -> String {
        switch status {
        case .unauthorized: "A login is needed"
        case .forbidden: isLink ? "This link cannot be used" : "This is not allowed"
        case .gone: "This link has expired"
        case .conflict: isLink ? "There is nothing to acknowledge" : "This cannot be done now"
        case .badRequest, .unprocessableContent: "This cannot be done as it was said"
        case .notFound: "There is nothing here"
        case .serviceUnavailable: "This does not work right now"
        default: status.reasonPhrase
        }
    }
}
