/// Reads what Prometheus's HTTP API answers to a query (version 1; Prometheus 2 and 3).
package enum PrometheusAPI {
    /// One series: its labels, and its numbers by time. What is no number is left out.
    package struct Series: Sendable, Equatable {
        package var labels = Labels()
        package var points: [(at: Timestamp, value: Double)] = []

        package init(labels: Labels = Labels(), points: [(at: Timestamp, value: Double)] = []) {
            self.labels = labels
            self.points = points
        }

        package static func == (left: Series, right: Series) -> Bool {
            left.labels == right.labels && left.points.elementsEqual(right.points, by: ==)
        }
    }

    package struct Answer: Sendable, Equatable {
        package var series: [Series] = []
        /// What Prometheus has to say beside it.
        package var warnings: [String] = []
        /// Why it did not answer the question.
        package var error: String?
    }

    /// - Throws: where it is no answer of Prometheus.
    package static func read(_ body: [UInt8]) throws(JSONError) -> Answer {
        try body.withUnsafeBufferPointer { (bytes) throws(JSONError) in
            var reader = JSONReader(bytes, repairsText: true)
            var answer = Answer()
            var (status, kind, message) = ("", "", "")
            try reader.readObject { (reader, key) throws(JSONError) in
                switch key {
                case "status": status = try reader.readLooseText()
                case "errorType": kind = try reader.readLooseText()
                case "error": message = try reader.readLooseText()
                case "warnings":
                    try reader.readArray { (reader) throws(JSONError) in
                        answer.warnings.append(try reader.readLooseText())
                    }
                case "data": answer.series = try reader.readData()
                default: try reader.skipValue()
                }
            }
            try reader.readEnd()
            switch status {
            case "success": return answer
            case "error":
                answer.error = [kind, message].filter { !$0.isEmpty }.joined(separator: ": ")
                return answer
            default: throw reader.error("status is missing")
            }
        }
    }
}

extension JSONReader {
    fileprivate mutating func readData() throws(JSONError) -> [PrometheusAPI.Series] {
        var (kind, series) = ("", [PrometheusAPI.Series]())
        var result: Int?
        try readObject { (reader, key) throws(JSONError) in
            switch key {
            case "resultType": kind = try reader.readLooseText()
            case "result": result = try reader.skipValue().lowerBound
            default: try reader.skipValue()
            }
        }
        guard let result else { return [] }
        let end = position
        rewind(to: result)
        switch kind {
        case "scalar", "string":
            var one = PrometheusAPI.Series()
            try readPoint(into: &one)
            series = [one]
        default:
            try readArray { (reader) throws(JSONError) in series.append(try reader.readSeries()) }
        }
        rewind(to: end)
        return series
    }

    private mutating func readSeries() throws(JSONError) -> PrometheusAPI.Series {
        var series = PrometheusAPI.Series()
        var cuts = IntakeCuts()
        try readObject { (reader, key) throws(JSONError) in
            switch key {
            case "metric": series.labels = try reader.readLooseLabels(IntakeLimits.standard.labels, cuts: &cuts)
            case "value": try reader.readPoint(into: &series)
            case "values": try reader.readArray { (reader) throws(JSONError) in try reader.readPoint(into: &series) }
            default: try reader.skipValue()
            }
        }
        return series
    }

    /// `[1435781430.781, "1"]`
    private mutating func readPoint(into series: inout PrometheusAPI.Series) throws(JSONError) {
        var texts: [String] = []
        try readArray { (reader) throws(JSONError) in texts.append(try reader.readLooseText()) }
        guard texts.count == 2, let seconds = Double(texts[0]), abs(seconds) < 9e15 / 1000,
            let value = Double(texts[1]), value.isFinite
        else { return }
        series.points.append((Timestamp(milliseconds: Int64((seconds * 1000).rounded())), value))
    }
}
