/// An optional that is written as `null` when it is absent, so that readers always find the key.
// swift-format-ignore: UseSynthesizedInitializer
@propertyWrapper
package struct Explicit<Value: Encodable & Sendable>: Encodable, Sendable {
    package var wrappedValue: Value?

    // With the one that the compiler makes, the initialisers of the views would take an `Explicit`.
    package init(wrappedValue: Value?) { self.wrappedValue = wrappedValue }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(wrappedValue)
    }
}
