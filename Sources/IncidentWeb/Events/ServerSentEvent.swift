internal import Foundation
internal import IncidentCore
internal import IncidentViews
internal import NIOCore

/// The wire format of `text/event-stream` (WHATWG HTML, 9.2.6), as far as it is used here.
///
/// A line ends with CR, LF or both, and nothing else is special in the format: within the JSON of an event neither
/// stands as it is, so that whatever an alert says stays in its one `data:` line.
enum ServerSentEvent {
    /// What begins a stream: how long to wait before asking again, and after which event.
    static func beginning(after id: Int64) -> ByteBuffer {
        ByteBuffer(string: "retry: \(retryMilliseconds)\nid: \(id)\n\n")
    }

    /// Says that the stream lives.
    static let heartbeat = ByteBuffer(string: ":\n\n")

    private static let retryMilliseconds = 2000

    static func events(_ events: [EventView]) throws -> ByteBuffer {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        var buffer = ByteBuffer()
        for event in events {
            buffer.writeString("id: \(event.id)\nevent: timeline\ndata: ")
            // Whoever follows in a terminal sees what it would obey otherwise.
            buffer.writeString(String(decoding: try encoder.encode(event), as: UTF8.self).escapingHiddenInJSON)
            buffer.writeString("\n\n")
        }
        return buffer
    }
}
