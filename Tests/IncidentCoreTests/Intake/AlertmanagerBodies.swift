import Foundation
import IncidentCore

/// The captured webhook bodies of `Tests/Fixtures/alertmanager`, byte for byte.
enum AlertmanagerBodies {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(
        path: "../../Fixtures/alertmanager")

    static func bytes(_ name: String) throws -> [UInt8] {
        Array(try Data(contentsOf: folder.appending(path: "\(name).json")))
    }

    static func group(_ name: String) throws -> AlertGroup { try AlertGroup(webhookBody: bytes(name)) }
}

extension AlertGroup {
    init(webhookBody bytes: [UInt8], limits: IntakeLimits = .standard) throws(IntakeRejection) {
        let result = bytes.withUnsafeBufferPointer { buffer -> Result<AlertGroup, IntakeRejection> in
            do throws(IntakeRejection) {
                return .success(try AlertGroup(webhookBody: buffer, receivedAt: .start, limits: limits))
            } catch {
                return .failure(error)
            }
        }
        self = try result.get()
    }

    init(webhookBody text: String, limits: IntakeLimits = .standard) throws(IntakeRejection) {
        try self.init(webhookBody: Array(text.utf8), limits: limits)
    }
}
