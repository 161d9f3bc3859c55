extension Labels {
    /// `ALERT_LABEL_…` variables for a collector, the way for a label that is too free to stand in a command.
    ///
    /// Names are upper-cased and everything but `[A-Z0-9_]` in them becomes `_`; of two that fall together the first
    /// counts. NUL is removed, a value ends after 4 KiB, and what does not fit into 128 KiB in all is left out: the
    /// kernel refuses to start a program whose environment is too large.
    package var environment: [String: String] {
        let (valueLimit, totalLimit) = (4 * 1024, 128 * 1024)
        var variables: [String: String] = [:]
        var total = 0
        for pair in pairs {
            let name = Self.environmentName(of: pair.name)
            let value = pair.value.withoutNUL.cut(toBytes: valueLimit)
            let size = name.utf8.count + value.utf8.count + 2
            guard variables[name] == nil, total + size <= totalLimit else { continue }
            variables[name] = value
            total += size
        }
        return variables
    }

    static func environmentName(of label: String) -> String { "ALERT_LABEL_" + label.environmentName }
}

extension String {
    fileprivate var environmentName: String {
        String(decoding: uppercased().unicodeScalars.map(\.environmentByte), as: UTF8.self)
    }

    fileprivate var withoutNUL: String {
        utf8.contains(0) ? String(String.UnicodeScalarView(unicodeScalars.filter { $0.value != 0 })) : self
    }

    /// At most `limit` bytes, ending between two scalars.
    fileprivate func cut(toBytes limit: Int) -> String {
        guard utf8.count > limit else { return self }
        var end = utf8.index(startIndex, offsetBy: limit)
        while end.samePosition(in: unicodeScalars) == nil { end = utf8.index(before: end) }
        return String(self[..<end])
    }
}

extension Unicode.Scalar {
    fileprivate var environmentByte: UInt8 {
        switch self {
        case "A"..."Z", "0"..."9": UInt8(truncatingIfNeeded: value)
        default: UInt8(ascii: "_")
        }
    }
}
