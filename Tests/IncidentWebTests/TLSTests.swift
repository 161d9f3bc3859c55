import Foundation
import TestSupport
import Testing
import Transport

@testable import IncidentWeb

@Suite(.timeLimit(.minutes(20))) struct TLSTests {
    @Test func `over TLS nothing but HTTP 1.1 is offered, and a body is taken`() async throws {
        let certificate = try await Certificate()
        var settings = WebHarness.Settings()
        settings.tls = certificate.serverFiles
        try await WebHarness.run(settings) { web in
            let body = try OneAlertBody().bytes
            let answer = try await HTTPClient.live().send(
                HTTPRequest(
                    method: .post, url: "https://localhost:\(web.port)/webhooks/alertmanager", body: body,
                    connectTimeout: .seconds(5), timeout: .seconds(10), caFile: certificate.file.path))
            #expect(answer.status == 200)
            #expect(try await web.incidentCount() == 1)

            // Alertmanager offers both, and would speak HTTP/2 if the server took it.
            let both = try await certificate.handshake(port: web.port, offering: "h2,http/1.1")
            #expect(both.contains("ALPN protocol: http/1.1"))
            let onlyNew = try await certificate.handshake(port: web.port, offering: "h2")
            #expect(!onlyNew.contains("ALPN protocol: h2"))
        }
    }

    @Test(arguments: [("-tls1_1", false), ("-tls1_2", true), ("-tls1_3", true)])
    func `a version of TLS that is no longer safe is refused`(version: String, isTaken: Bool) async throws {
        let certificate = try await Certificate()
        var settings = WebHarness.Settings()
        settings.tls = certificate.serverFiles
        try await WebHarness.run(settings) { web in
            // Only at this level openssl itself would still go on with the old one.
            let seen = try await certificate.handshake(
                port: web.port, offering: "http/1.1", version, "-cipher", "DEFAULT@SECLEVEL=0")
            #expect(seen.contains("ALPN protocol: http/1.1") == isTaken)
        }
    }

    @Test func `clear text gets no answer from a server that speaks TLS`() async throws {
        var settings = WebHarness.Settings()
        let certificate = try await Certificate()
        settings.tls = certificate.serverFiles
        try await WebHarness.run(settings) { web in
            let answer = try? await web.api.send(.get, "/healthz")
            #expect(answer == nil)
        }
        withExtendedLifetime(certificate) {}
    }

    @Test func `a key of another certificate is named, and the certificate`() async throws {
        let (one, other) = (try await Certificate(), try await Certificate())
        let files = TLSFiles(certificate: other.file.path, key: one.serverFiles.key)
        let refusal = #expect(throws: TLSFilesUnusable.self) { try files.configuration() }
        #expect(refusal?.description.contains("key in \(files.key) is not that of the certificate") == true)
    }

    @Test func `files that cannot be used are named`() throws {
        let files = TLSFiles(certificate: "/nowhere/certificate.pem", key: "/nowhere/key.pem")
        let refusal = #expect(throws: TLSFilesUnusable.self) { try files.configuration() }
        #expect(refusal?.description.contains("/nowhere/certificate.pem") == true)
    }
}

/// A certificate for `localhost` that signs itself, made by openssl.
private struct Certificate {
    private let folder: ScratchFolder

    init() async throws {
        folder = try ScratchFolder()
        let made = try await Self.openssl(
            [
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
                "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout",
                folder.file("key.pem").path, "-out", folder.file("certificate.pem").path,
            ], in: folder)
        try #require(FileManager.default.fileExists(atPath: file.path), "\(made)")
    }

    var file: URL { folder.file("certificate.pem") }

    var serverFiles: TLSFiles { TLSFiles(certificate: file.path, key: folder.file("key.pem").path) }

    /// What openssl says of a handshake.
    func handshake(port: Int, offering protocols: String, _ more: String...) async throws -> String {
        try await Self.openssl(
            ["s_client", "-connect", "127.0.0.1:\(port)", "-servername", "localhost", "-alpn", protocols] + more,
            in: folder)
    }

    private static func openssl(_ arguments: [String], in folder: ScratchFolder) async throws -> String {
        let openssl = try ScratchProgram(URL(filePath: "/usr/bin/openssl"), arguments, in: folder)
        _ = try await openssl.end()
        return openssl.output + openssl.errors
    }
}
