internal import IncidentCore

/// The beginning and the end of a text that is longer than what is kept, with a line between that says how much was cut there.
struct KeptText {
    let text: String
    /// `nil` where all of it is there.
    private let cut: Cut?

    private struct Cut {
        /// Those that stand before the cut.
        let before: Int
        /// How many lines are cut away.
        let gone: Int
    }

    init(_ text: String, limitBytes: Int) {
        guard text.utf8.count > limitBytes else {
            (self.text, cut) = (text, nil)
            return
        }
        var (whole, capture) = (text, OutputCapture(limitBytes: limitBytes))
        whole.withUTF8 { capture.append(UnsafeRawBufferPointer($0)) }
        self.text = String(decoding: capture.bytes, as: UTF8.self)
        let before = capture.keptHead.lineEndCount + 1
        cut = Cut(before: before, gone: whole.utf8.lineEndCount - before - capture.keptTail.lineEndCount)
    }

    var isCut: Bool { cut != nil }

    /// Where a line of the whole stands, from 1; `nil` for one that is cut away.
    func place(ofLine line: Int) -> Int? {
        guard let cut, line > cut.before else { return line }
        // Where they stood there is one line.
        return line > cut.before + cut.gone ? line - cut.gone + 1 : nil
    }
}

extension Sequence<UInt8> {
    fileprivate var lineEndCount: Int { count { $0 == UInt8(ascii: "\n") } }
}
