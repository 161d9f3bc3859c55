internal import Glibc

/// What of our own environment a collector gets, and where its program is looked for.
struct CollectorEnvironment: Sendable {
    /// Everything that is passed on.
    let variables: [String: String]
    /// Absolute folders, in order.
    let searchPath: [String]

    /// - Parameter names: allowed besides the built-in ones.
    init(_ environment: [String: String], passing names: Set<String> = []) {
        variables = environment.filter { name, value in
            names.contains(name) || Self.allows(name) && !Self.holdsPassword(value)
        }
        let path = environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin"
        // An empty or relative folder would make what runs depend on where the server was started.
        searchPath = path.split(separator: ":").map(String.init).filter { $0.hasPrefix("/") }
    }

    /// The absolute path of an executable file; `nil` when there is none.
    func path(ofProgram name: String) -> String? {
        if name.contains("/") { return name.hasPrefix("/") && Self.isExecutable(name) ? name : nil }
        return searchPath.lazy.map { "\($0)/\(name)" }.first(where: Self.isExecutable)
    }

    func words(missing name: String) -> String {
        "program \"\(name)\" is not installed here; looked in \(searchPath.joined(separator: ", "))"
    }

    /// Passwords reach a collector only when the settings name their variable; PGPASSFILE and kubeconfig files need none.
    private static func allows(_ name: String) -> Bool {
        let secrets = ["PASS", "AUTH", "TOKEN", "SECRET", "JAAS", "CREDENTIAL", "_KEY"]
        let whole = [
            "PATH", "HOME", "LANG", "TZ", "KUBECONFIG", "JAVA_HOME", "HTTPS_PROXY", "NO_PROXY", "https_proxy",
            "no_proxy",
        ]
        let prefixes = ["LC_", "SSL_CERT_", "KUBECTL_", "KUBERNETES_SERVICE_", "HELM_", "PG", "REDIS", "KAFKA"]
        let isSecret = name != "PGPASSFILE" && secrets.contains { name.contains($0) }
        return whole.contains(name) || prefixes.contains(where: name.hasPrefix) && !isSecret
    }

    /// Whether a URL in it names a user with a password: `https://user:password@proxy`.
    private static func holdsPassword(_ value: String) -> Bool {
        value.firstMatch(of: /:\/\/[^\/?#]*:[^\/?#]*@/) != nil
    }

    static func isExecutable(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG && access(path, X_OK) == 0
    }
}
