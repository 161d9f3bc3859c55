internal import ResponderConfig

/// An `http` or `https` URL.
struct PublicURL: SettingValue {
    let text: String

    init(setting text: String) throws(SettingProblem) {
        // Does not repeat the text, which may hold a password.
        if let problem = EndpointURL.problem(in: text, schemes: ["https", "http"]) {
            throw SettingProblem(description: problem)
        }
        // Paths are put behind it.
        guard !text.contains("?"), !text.contains("#") else {
            throw SettingProblem(description: "must not hold a query (?) or a fragment (#); give it up to the path")
        }
        self.text = text
    }
}
