package import Transport

/// What only tests ask for.
extension HTTPRequest.Method {
    package static let put = HTTPRequest.Method(rawValue: "PUT")
    package static let delete = HTTPRequest.Method(rawValue: "DELETE")
}
