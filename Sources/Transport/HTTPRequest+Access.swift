internal import Foundation
package import IncidentCore

extension HTTPRequest {
    /// A GET of a server that the tables name, for JSON.
    package static func get(
        _ url: String, as access: HTTPAccess, timeout: Duration = .seconds(10), limitBytes: Int
    ) -> HTTPRequest {
        var request = HTTPRequest(
            method: .get, url: url, headers: ["Accept": "application/json", "User-Agent": "responder"],
            connectTimeout: min(timeout, .seconds(5)), timeout: timeout, responseLimitBytes: limitBytes)
        request.caFile = access.caFile
        request.proxy = access.proxyUse
        if let credentials = access.credentials { request.headers["Authorization"] = credentials.header }
        return request
    }
}

extension HTTPAccess {
    /// What the proxy setting says; a table that is wrong is not in force, so that it can be read.
    fileprivate var proxyUse: HTTPRequest.ProxyUse {
        guard let text = proxy?.reveal, let proxy = try? Proxy(text) else { return .configured }
        return .through(proxy)
    }
}

extension HTTPAccess.Credentials {
    fileprivate var header: String {
        switch self {
        case .bearer(let token): "Bearer \(token.reveal)"
        case .basic(let username, let password):
            "Basic \(Data("\(username):\(password.reveal)".utf8).base64EncodedString())"
        }
    }
}
