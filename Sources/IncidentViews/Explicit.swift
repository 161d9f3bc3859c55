/// An optional that is written as `null` when it is absent, so that readers always find the key.
// swift-format-ignore: UseSynthesizedInitializer
@propertyWrapper
struct Explicit<Value: Encodable & Sendable>: Encodable, Sendable {
    var wrappedValue: Value?

    // With the one that the compiler makes, the initialisers of the views would take an `Explicit`.
    init(wrappedValue: Value?) { self.wrappedValue = wrappedValue }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(wrappedValue)
    }
}
