package import IncidentCore
internal import Transport

extension EndpointField {
    /// The proxy of one endpoint, in place of the environment's. Its URL may hold a password.
    package static let proxy = EndpointField("proxy", .proxy)
}

extension EndpointSettings {
    /// What the proxy field says; a table that is wrong is not in force, so that it can be read.
    var proxy: HTTPRequest.ProxyUse {
        guard let text = secrets[EndpointField.proxy.name]?.reveal, let proxy = try? Proxy(text) else {
            return .configured
        }
        return .through(proxy)
    }
}
