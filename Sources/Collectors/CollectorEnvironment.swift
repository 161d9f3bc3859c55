internal import Glibc
internal import IncidentCore

/// What of our own environment a collector gets, and where its program is looked for.
struct CollectorEnvironment: Sendable {
    private let all: [String: String]
    /// What is passed on to every one.
    private let common: [String: String]
    /// Absolute folders, in order.
    let searchPath: [String]

    init(_ environment: [String: String]) {
        all = environment
        common = environment.filter { name, value in Self.allows(name) && !Self.holdsPassword(value) }
        let path = environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin"
        // An empty or relative folder would make what runs depend on where the server was started.
        searchPath = path.split(separator: ":").map(String.init).filter { $0.hasPrefix("/") }
    }

    /// Everything that is passed on to a collector which names these besides.
    func variables(passing names: [String]) -> [String: String] {
        common.merging(names.compactMap { name in all[name].map { (name, $0) } }) { $1 }
    }

    /// The absolute path of an executable file; `nil` when there is none.
    func path(ofProgram name: String) -> String? {
        if name.contains("/") { return name.hasPrefix("/") && Self.isExecutable(name) ? name : nil }
        return searchPath.lazy.map { "\($0)/\(name)" }.first(where: Self.isExecutable)
    }

    func words(missing name: String) -> String {
        "program \"\(name)\" is not installed here; looked in \(searchPath.joined(separator: ", "))"
    }

    /// Passwords reach a collector only where it names their variable; PGPASSFILE and kubeconfig files need none.
    private static func allows(_ name: String) -> Bool {
        let whole = [
            "PATH", "HOME", "LANG", "TZ", "KUBECONFIG", "JAVA_HOME", "HTTPS_PROXY", "NO_PROXY", "https_proxy",
            "no_proxy",
        ]
        let prefixes = ["LC_", "SSL_CERT_", "KUBECTL_", "KUBERNETES_SERVICE_", "HELM_", "PG", "REDIS", "KAFKA"]
        return whole.contains(name) || prefixes.contains(where: name.hasPrefix) && !Secret.isNamed(by: name)
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
