import Crypto
import Foundation
import IncidentCore
import Testing

@testable import Collectors

@Suite(.timeLimit(.minutes(5))) struct OutputCaptureTests {
    private func capture(_ chunks: [String], limit: Int) -> OutputCapture {
        var capture = OutputCapture(limitBytes: limit)
        for chunk in chunks { Array(chunk.utf8).withUnsafeBytes { capture.append($0) } }
        return capture
    }

    @Test(arguments: [1, 2, 3, 7, 100])
    func `an output of exactly the limit is kept whole, however it arrives`(_ size: Int) {
        let text = "0123456789abcdef"
        let chunks = stride(from: 0, to: 16, by: size).map { String(text.dropFirst($0).prefix(size)) }
        let capture = capture(chunks, limit: 16)
        #expect(String(decoding: capture.bytes, as: UTF8.self) == text)
        #expect(!capture.isTruncated && capture.byteCount == 16 && capture.keptByteCount == 16)
    }

    @Test(arguments: [1, 2, 3, 7, 100])
    func `a longer one is cut in the middle at line ends, however it arrives`(_ size: Int) {
        let text = "aa\nbb\ncc\ndd\nee\nff\n"
        let chunks = stride(from: 0, to: 18, by: size).map { String(text.dropFirst($0).prefix(size)) }
        let capture = capture(chunks, limit: 16)
        // 8 bytes in front are "aa\nbb\ncc", 8 at the end are "d\nee\nff\n".
        #expect(String(decoding: capture.bytes, as: UTF8.self) == "aa\nbb\n… 7 bytes cut here …\nee\nff\n")
        #expect(capture.isTruncated && capture.byteCount == 18 && capture.keptByteCount == 11)
    }

    @Test(arguments: [5, 16, 1000])
    func `the hash is of all that was written, also of what was cut`(_ limit: Int) {
        let text = String(repeating: "0123456789abcde\n", count: 10)
        let capture = capture(text.map(String.init), limit: limit)
        #expect(capture.sha256 == SHA256.hash(data: Data(text.utf8)).hexadecimal)
    }

    @Test func `half of a word at the cut is not kept, it could be half of a secret`() {
        let capture = capture(["{\"a\":\"head\",\"password\":\"hunt", "er22\",\"b\":\"tail\"}"], limit: 32)
        let text = String(decoding: capture.bytes, as: UTF8.self)
        #expect(!text.contains("hunt") && !text.contains("er22"))
    }

    @Test func `a limit of nothing keeps nothing`() {
        let capture = capture(["abc"], limit: 0)
        #expect(capture.keptByteCount == 0 && capture.isTruncated)
    }

    @Test(arguments: [
        (0, "0 bytes"), (1023, "1023 bytes"), (18_500, "18 KiB"), (1_048_576, "1.0 MiB"), (2_500_000, "2.3 MiB"),
    ])
    func `a number of bytes is shown as a person reads it`(_ bytes: Int, _ text: String) {
        #expect(ByteCount(bytes).description == text)
    }
}
