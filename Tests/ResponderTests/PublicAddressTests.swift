import Foundation
import IncidentCore
import IncidentEngine
import TestSupport
import Testing

@testable import responder

@Suite("The server's public address", .timeLimit(.minutes(5)))
struct PublicAddressTests {
    private let folder: ScratchFolder
    private var directory: String { folder.url.path }

    init() throws { folder = try ScratchFolder() }

    private func link(_ address: PublicAddress) -> String { address.links { [7] }.incident(4) }

    @Test func `that is set is known to the command line, wherever the server listens`() throws {
        let address = PublicAddress("https://desk.example.com/oncall/")
        address.listening("http://127.0.0.1:9095")
        try address.remember(in: directory)
        #expect(PublicAddress.remembered(in: directory) == "https://desk.example.com/oncall")
        #expect(
            link(PublicAddress(PublicAddress.remembered(in: directory)))
                == "https://desk.example.com/oncall/incidents/4")
    }

    @Test func `leads from a message to the page of an output, which has its lines`() {
        let address = PublicAddress("https://desk.example.com/oncall/")
        #expect(address.links { [7] }.output(12) == "https://desk.example.com/oncall/artifacts/12")
    }

    @Test func `is where it listens when none is set, and the newest counts`() throws {
        let address = PublicAddress(nil)
        for port in [19_095, 19_096] {
            address.listening("http://127.0.0.1:\(port)")
            try address.remember(in: directory)
        }
        #expect(PublicAddress.remembered(in: directory) == "http://127.0.0.1:19096")
        #expect(link(address) == "http://127.0.0.1:19096/incidents/4")
    }

    @Test(arguments: ["", "desk", "javascript:alert(1)", "https://desk.example.com/?team=1"])
    func `that a person has spoilt is none`(text: String) throws {
        try folder.write("public-url", text)
        #expect(PublicAddress.remembered(in: directory) == nil)
    }

    @Test func `of a folder that no server has used is none`() {
        #expect(PublicAddress.remembered(in: directory) == nil)
        #expect(link(PublicAddress(nil)) == "http://127.0.0.1:9095/incidents/4")
    }
}
