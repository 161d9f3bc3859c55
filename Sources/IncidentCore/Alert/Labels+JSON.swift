extension Labels {
    /// As a JSON object, in UTF-8; the form in which the database keeps them. Written by hand because every new
    /// occurrence needs it and `JSONEncoder` takes ten times as long.
    package var json: String {
        if let sourceJSON { return sourceJSON }
        if pairs.isEmpty { return "{}" }
        var text: [UInt8] = []
        text.reserveCapacity(64 * pairs.count + 2)
        text.append(UInt8(ascii: "{"))
        for (index, pair) in pairs.enumerated() {
            if index > 0 { text.append(UInt8(ascii: ",")) }
            text.appendJSONString(pair.name)
            text.append(UInt8(ascii: ":"))
            text.appendJSONString(pair.value)
        }
        text.append(UInt8(ascii: "}"))
        return String(decoding: text, as: UTF8.self)
    }

    /// Reads what `json` wrote.
    package init(json: String) throws(JSONError) {
        var json = json
        var failure: JSONError?
        let read: Labels = json.withUTF8 { bytes in
            do throws(JSONError) {
                var reader = JSONReader(bytes)
                let labels = try reader.readLabels()
                return labels
            } catch {
                failure = error
                return Labels()
            }
        }
        if let failure { throw failure }
        self = read
    }
}

extension [UInt8] {
    /// A JSON string with its quotes; control characters (NUL too) are escaped.
    package mutating func appendJSONString(_ value: String) {
        var value = value
        append(UInt8(ascii: "\""))
        value.withUTF8 { bytes in
            let isPlain = bytes.allSatisfy { $0 >= 0x20 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }
            if isPlain { append(contentsOf: bytes) } else { appendEscaped(bytes) }
        }
        append(UInt8(ascii: "\""))
    }

    private mutating func appendEscaped(_ bytes: UnsafeBufferPointer<UInt8>) {
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "\""): append(contentsOf: #"\""#.utf8)
            case UInt8(ascii: "\\"): append(contentsOf: #"\\"#.utf8)
            case 0x0A: append(contentsOf: #"\n"#.utf8)
            case 0..<0x20:
                append(contentsOf: #"\u00"#.utf8)
                append(Self.hexDigits[Int(byte >> 4)])
                append(Self.hexDigits[Int(byte & 15)])
            default: append(byte)
            }
        }
    }

    private static var hexDigits: [UInt8] { Array("0123456789abcdef".utf8) }
}
