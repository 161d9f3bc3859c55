internal import Foundation
internal import IncidentCore
internal import IncidentEngine
internal import ResponderConfig

/// Recorded bodies in a file: a line each, `{"at": "2026-11-20T03:00:00Z", "body": {…}}`, or one webhook body alone.
struct RecordedIntakeFile {
    /// In the order of their times.
    private(set) var bodies: [(at: Timestamp, bytes: [UInt8])] = []

    private static let example = #"{"at": "2026-11-20T03:00:00Z", "body": {"alerts": […], …}}"#
    /// Of a week of a large site.
    private static let limitBytes = 1 << 30

    /// - Parameters:
    ///   - path: `-` is standard input.
    ///   - time: when a body alone came; `nil` is when the newest of its alerts began or ended.
    /// - Throws: what is wrong with it, at file and line.
    init(reading path: String, bodyAt time: Timestamp?) throws {
        let name = path == "-" ? "standard input" : path
        let bytes: [UInt8]
        if path == "-" {
            bytes = [UInt8](FileHandle.standardInput.readDataToEndOfFile())
        } else {
            switch FileReader.live(limitBytes: Self.limitBytes).read(path) {
            case .success(let read): bytes = read
            case .failure(let error):
                throw CommandFailure("\(name): \(error)", isUsage: error.isMissing)
            }
        }
        if Self.isBodyAlone(bytes) {
            let group = try Self.group(bytes, at: time ?? Timestamp(seconds: 0), place: name)
            let newest = group.alerts.flatMap { [$0.startsAt, $0.endsAt].compactMap { $0 } }.max()
            guard let at = time ?? newest else {
                throw CommandFailure(
                    "\(name): the body has no alert; give one that has, or lines such as \(Self.example)")
            }
            bodies = [(at, bytes)]
            return
        }
        for (place, line) in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated()
        where !line.allSatisfy({ $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\r") || $0 == UInt8(ascii: "\t") }) {
            bodies.append(try Self.read(line, place: "\(name):\(place + 1)"))
        }
        guard !bodies.isEmpty else {
            throw CommandFailure("\(name): holds no body; give lines such as \(Self.example)")
        }
        // Equal times keep the order of their lines.
        bodies = bodies.enumerated().sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }.map(\.element)
    }

    /// Whether the whole file is a webhook body.
    private static func isBodyAlone(_ bytes: [UInt8]) -> Bool {
        bytes.withUnsafeBufferPointer { bytes in
            var isBody = false
            var reader = JSONReader(bytes, repairsText: true)
            do throws(JSONError) {
                try reader.readObject { (reader, key) throws(JSONError) in
                    isBody = isBody || key == "alerts"
                    try reader.skipValue()
                }
                try reader.readEnd()
            } catch {
                return false
            }
            return isBody
        }
    }

    private static func read(_ line: ArraySlice<UInt8>, place: String) throws -> (Timestamp, [UInt8]) {
        var (time, body): (String?, Range<Int>?)
        do throws(JSONError) {
            try line.withUnsafeBufferPointer { (bytes) throws(JSONError) in
                var reader = JSONReader(bytes, repairsText: true)
                try reader.readObject { (reader, key) throws(JSONError) in
                    switch (key, try reader.peekKind()) {
                    case ("at", .string): time = try reader.readString()
                    case ("body", .object): body = try reader.skipValue()
                    default: try reader.skipValue()
                    }
                }
                try reader.readEnd()
            }
        } catch {
            throw CommandFailure("\(place): this is no JSON object: \(error); write lines such as \(example)")
        }
        guard let time, let at = Timestamp(rfc3339: time) else {
            throw CommandFailure("\(place): \"at\" is no time; write when the body came, such as \(example)")
        }
        guard let body else {
            throw CommandFailure(
                "\(place): \"body\" is no JSON object; put Alertmanager's webhook body there, as in \(example)")
        }
        let bytes = Array(line.dropFirst(body.lowerBound).prefix(body.count))
        _ = try group(bytes, at: at, place: place)
        return (at, bytes)
    }

    private static let opening = Array(#"{"at":""#.utf8)
    private static let middle = Array(#"","body":"#.utf8)

    private static func group(_ body: [UInt8], at time: Timestamp, place: String) throws -> AlertGroup {
        do {
            return try body.withUnsafeBufferPointer { (bytes) throws(IntakeRejection) in
                try AlertGroup(webhookBody: bytes, receivedAt: time)
            }
        } catch {
            throw CommandFailure("\(place): \(error)")
        }
    }

    /// - Parameter tail: so long after the last body.
    func simulation(until tail: Duration) -> Simulation {
        let bytes = bodies.map(\.bytes)
        let start = bodies.first?.at ?? Timestamp(seconds: 0)
        return Simulation(
            start: start, end: (bodies.last?.at ?? start) + tail,
            events: bodies.enumerated().map { Simulation.Event(at: $0.element.at, .body(Int64($0.offset))) },
            body: { bytes[Int($0)] })
    }

    /// Writes the bodies of a simulation, so that they can be read again elsewhere.
    ///
    /// - Returns: how many they are.
    static func write(_ simulation: Simulation, to path: String) throws -> Int {
        // What alerts say is not for everybody on the machine.
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw CommandFailure(
                "cannot make \(path): \(String(cString: strerror(errno))); name a file that is not there")
        }
        defer { close(descriptor) }
        var count = 0
        for event in simulation.events {
            guard case .body(let id) = event.what else { continue }
            // Between the values of JSON a line break is a blank, and within them there is none.
            let body = try simulation.body(id).map { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") ? 32 : $0 }
            do {
                try FileWriter.write(
                    opening + Array(event.at.rfc3339.utf8) + middle + body + Array("}\n".utf8), to: descriptor)
            } catch {
                throw CommandFailure("cannot write \(path): \(error); what it holds is not whole")
            }
            count += 1
        }
        return count
    }
}
