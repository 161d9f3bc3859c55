internal import NIOCore
internal import NIOSSL

/// The PEM files with which the server speaks TLS.
package struct TLSFiles: Sendable, Equatable {
    /// The server's certificate chain.
    package let certificate: String
    package let key: String
    /// The authorities whose client certificates are required; `nil` asks for none.
    package let clientAuthorities: String?

    package init(certificate: String, key: String, clientAuthorities: String? = nil) {
        self.certificate = certificate
        self.key = key
        self.clientAuthorities = clientAuthorities
    }

    /// - Throws: `TLSFilesUnusable`.
    func configuration() throws -> TLSConfiguration {
        do {
            var configuration = TLSConfiguration.makeServerConfiguration(
                certificateChain: try NIOSSLCertificate.fromPEMFile(certificate).map { .certificate($0) },
                privateKey: .privateKey(try NIOSSLPrivateKey(file: key, format: .pem)))
            // Alertmanager would take HTTP/2 if we offered it.
            configuration.applicationProtocols = ["http/1.1"]
            // RFC 8996 forbids what is older, which NIO would still take.
            configuration.minimumTLSVersion = .tlsv12
            // Whoever is cut off need not say goodbye.
            configuration.shutdownTimeout = .seconds(1)
            if let clientAuthorities {
                configuration.trustRoots = .file(clientAuthorities)
                configuration.certificateVerification = .noHostnameVerification
            }
            return try checked(configuration)
        } catch let error as TLSFilesUnusable {
            throw error
        } catch {
            let files = [certificate, key, clientAuthorities].compactMap(\.self).joined(separator: ", ")
            throw TLSFilesUnusable(
                description: "TLS cannot be set up from \(files): \(error); each must be a readable PEM file")
        }
    }
}

extension TLSFiles {
    /// - Throws: `TLSFilesUnusable` when certificate and key do not fit each other.
    private func checked(_ configuration: TLSConfiguration) throws -> TLSConfiguration {
        do {
            _ = try NIOSSLContext(configuration: configuration)
            return configuration
        } catch NIOSSLError.failedToLoadPrivateKey {
            throw TLSFilesUnusable(
                description: "TLS cannot be set up: the key in \(key) is not that of the certificate in \(certificate)")
        }
    }
}

package struct TLSFilesUnusable: Error, CustomStringConvertible {
    package let description: String
}
