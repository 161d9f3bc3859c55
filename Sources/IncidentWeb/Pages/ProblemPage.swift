internal import HTTPTypes
internal import Hummingbird

/// What `problem.mustache` shows to who looks at the server in a browser and asked for what it cannot do.
struct ProblemPage: Sendable {
    let title: String
    let warnings: [String] = []
    let hasWarnings = false
    let status: Int
    let words: String
    let address: String
    let addressWords: String

    init(_ problem: Problem, path: String) {
        title = problem.status.reasonPhrase
        status = problem.status.code
        words = problem.detail
        // Where a form of the incident's page was refused, people want to go back to it.
        let parts = path.split(separator: "/")
        if parts.count == 3, parts[0] == "incidents", let id = Int64(parts[1]) {
            (address, addressWords) = (Routes.incident(id), "Back to incident \(id)")
        } else {
            (address, addressWords) = (Routes.incidentListPage, "All incidents")
        }
    }
}
