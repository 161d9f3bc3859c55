package import Foundation
import Transport

/// A headless Chromium, driven as the W3C WebDriver protocol has it, by Debian's `chromedriver`.
package final class ScratchBrowser: Sendable {
    private let folder: ScratchFolder
    private let driver: ScratchProgram
    private let session: String
    private static let http = HTTPClient.live()

    /// - Parameters:
    ///   - hasScripts: whether pages may run JavaScript.
    ///   - timeZone: the person's, whatever that of this machine is.
    package init(hasScripts: Bool = true, timeZone: String = "UTC") async throws {
        folder = try ScratchFolder()
        let environment = ProcessInfo.processInfo.environment.merging(["TZ": timeZone]) { $1 }
        let driver = try ScratchProgram(
            URL(filePath: "/usr/bin/chromedriver"), ["--port=0"], environment: environment, in: folder)
        self.driver = driver
        let origin = try await waitUntil("chromedriver listens", evidence: driver.errors) {
            driver.output.firstMatch(of: /successfully on port (\d+)/).map { "http://127.0.0.1:\($0.1)" }
        }
        let options: [String: Any] = [
            "args": [
                "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                "--window-size=1000,900", "--user-data-dir=\(folder.file("profile").path)",
            ],
            "prefs": ["profile.managed_default_content_settings.javascript": hasScripts ? 1 : 2],
        ]
        let capabilities: [String: Any] = ["capabilities": ["alwaysMatch": ["goog:chromeOptions": options]]]
        let made = try await Self.call(.post, "\(origin)/session", capabilities)
        guard let id = (made as? [String: Any])?["sessionId"] as? String else {
            throw BrowserFailure("no session: \(String(describing: made))")
        }
        session = "\(origin)/session/\(id)"
    }

    package func open(_ address: String) async throws { _ = try await command("url", ["url": address]) }

    package func address() async throws -> String { try await read("url") as? String ?? "" }

    /// The text a person sees in the first element that a CSS selector finds.
    ///
    /// A page that is live may put another element in its place between two of the driver's requests.
    package func text(_ selector: String) async throws -> String {
        do {
            return try await read("element/\(try await element(selector))/text") as? String ?? ""
        } catch let failure as BrowserFailure where failure.isOfStaleElement {
            return try await text(selector)
        }
    }

    /// Clicks what leads to another page, and returns when the old one is gone.
    package func follow(_ selector: String) async throws {
        let page = try await element("html")
        try await click(selector)
        _ = try await waitUntil("\(selector) leads to another page") { () -> Bool? in
            (try? await read("element/\(page)/name")) == nil ? true : nil
        }
    }

    /// Clicks what leads to no other page.
    package func click(_ selector: String) async throws {
        do {
            let found = try await element(selector)
            // Away from what stands before the page at its foot, as a person would scroll.
            let scroll = "arguments[0].scrollIntoView({block: 'center'})"
            let argument = ["element-6066-11e4-a52e-4f735466cecf": found]
            _ = try await command("execute/sync", ["script": scroll, "args": [argument]])
            _ = try await command("element/\(found)/click", [:])
        } catch let failure as BrowserFailure where failure.isOfStaleElement {
            try await click(selector)
        }
    }

    /// Lets pages of a server use the clipboard, as a person would when they are asked.
    package func allowClipboard(of origin: String) async throws {
        try await devTools(
            "Browser.grantPermissions",
            ["origin": origin, "permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"]])
    }

    /// What the clipboard holds.
    package func pasted() async throws -> String? {
        let script = """
            const done = arguments[arguments.length - 1];
            navigator.clipboard.readText().then(done, error => done(String(error)));
            """
        return try await command("execute/async", ["script": script, "args": [Any]()]) as? String
    }

    /// How far what was seen already has moved since the page was opened, in thousandths of the window (Layout Instability API).
    package func layoutShift() async throws -> Int? {
        let script = """
            const done = arguments[arguments.length - 1];
            let sum = 0;
            const add = list => list.getEntries().forEach(entry => { sum += entry.value; });
            const observer = new PerformanceObserver(add);
            observer.observe({type: 'layout-shift', buffered: true});
            requestAnimationFrame(() => requestAnimationFrame(() => {
                add({getEntries: () => observer.takeRecords()});
                done(Math.round(sum * 1000));
            }));
            """
        return try await command("execute/async", ["script": script, "args": [Any]()]) as? Int
    }

    /// Presses a key where the focus is; those without a sign are as WebDriver has them (U+E00C is Escape).
    package func press(_ key: String) async throws {
        let strokes = ["keyDown", "keyUp"].map { ["type": $0, "value": key] }
        let keyboard: [String: Any] = ["type": "key", "id": "keyboard", "actions": strokes]
        _ = try await command("actions", ["actions": [keyboard]])
    }

    package func type(_ text: String, into selector: String) async throws {
        let element = try await element(selector)
        _ = try await command("element/\(element)/clear", [:])
        _ = try await command("element/\(element)/value", ["text": text])
    }

    /// How many elements a CSS selector finds.
    package func count(_ selector: String) async throws -> Int {
        try await command("elements", ["using": "css selector", "value": selector]).map { ($0 as? [Any])?.count ?? 0 }
            ?? 0
    }

    /// What a script gives back; for measuring the page.
    package func evaluate(_ script: String) async throws -> Int? {
        (try await command("execute/sync", ["script": "return \(script)", "args": [Any]()])) as? Int
    }

    /// What a script gives back as a list of texts.
    package func list(_ script: String) async throws -> [String] {
        guard
            let found = try await command("execute/sync", ["script": "return \(script)", "args": [Any]()]) as? [String]
        else { throw BrowserFailure("no list of texts: \(script.prefix(200))") }
        return found
    }

    /// Shows the page as in a window of this width, which may be narrower than any that the browser opens, and as where
    /// people want dark pages.
    ///
    /// - Parameter isPhone: whether a page that says nothing of how wide it is to be is shown from afar.
    package func show(width: Int, height: Int = 900, isDark: Bool, isPhone: Bool = false) async throws {
        // Those of a phone take no room.
        try await devTools("Emulation.setScrollbarsHidden", ["hidden": width < 500])
        try await devTools(
            "Emulation.setDeviceMetricsOverride",
            ["width": width, "height": height, "deviceScaleFactor": 1, "mobile": isPhone])
        try await devTools(
            "Emulation.setEmulatedMedia",
            ["features": [["name": "prefers-color-scheme", "value": isDark ? "dark" : "light"]]])
    }

    /// Shows the page as it is printed.
    package func showPrinted() async throws { try await devTools("Emulation.setEmulatedMedia", ["media": "print"]) }

    /// What keeps people from using the page who see, hear or move otherwise: what axe-core finds by the rules of WCAG 2.2 A
    /// and AA and its own best practice.
    package func barriers() async throws -> [String] {
        let file = ResponderInstallation.root.appending(path: "Tests/Tools/axe/axe.min.js")
        let source = String(decoding: try Data(contentsOf: file), as: UTF8.self)
        _ = try await command("execute/sync", ["script": source, "args": [Any]()])
        let run = """
            const done = arguments[arguments.length - 1];
            const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa', 'best-practice'];
            axe.run(document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']}).then(
                found => done(found.violations.flatMap(rule => rule.nodes.map(
                    node => `${rule.id} (${rule.impact}): ${node.target} ${node.failureSummary}`))),
                error => done([String(error)]));
            """
        guard let found = try await command("execute/async", ["script": run, "args": [Any]()]) as? [String] else {
            throw BrowserFailure("axe-core has said nothing")
        }
        return found
    }

    /// What is in the window now, as a PNG.
    package func picture() async throws -> Data {
        guard let text = try await read("screenshot") as? String, let data = Data(base64Encoded: text) else {
            throw BrowserFailure("no picture of the page")
        }
        return data
    }

    private func devTools(_ name: String, _ parameters: [String: Any]) async throws {
        _ = try await command("goog/cdp/execute", ["cmd": name, "params": parameters])
    }

    /// Ends the browser; the driver is killed with the value.
    package func close() async throws { _ = try await Self.call(.delete, session, nil) }

    private func element(_ selector: String) async throws -> String {
        let found = try await command("element", ["using": "css selector", "value": selector])
        guard let id = (found as? [String: String])?.values.first else {
            throw BrowserFailure("nothing is \(selector)")
        }
        return id
    }

    private func read(_ path: String) async throws -> Any? { try await Self.call(.get, "\(session)/\(path)", nil) }

    private func command(_ path: String, _ body: [String: Any]) async throws -> Any? {
        try await Self.call(.post, "\(session)/\(path)", body)
    }

    private static func call(_ method: HTTPRequest.Method, _ url: String, _ body: [String: Any]?) async throws -> Any? {
        let bytes = try body.map { Array(try JSONSerialization.data(withJSONObject: $0)) } ?? []
        let response = try await http.send(
            HTTPRequest(
                method: method, url: url, headers: ["Content-Type": "application/json"], body: bytes,
                connectTimeout: .seconds(5), timeout: .seconds(60), responseLimitBytes: 16 * 1024 * 1024))
        let answer = try JSONSerialization.jsonObject(with: Data(response.body)) as? [String: Any]
        guard response.status == 200 else { throw BrowserFailure("\(url): \(response.text.prefix(400))") }
        return answer?["value"]
    }
}

package struct BrowserFailure: Error, CustomStringConvertible {
    package let description: String
    init(_ description: String) { self.description = description }

    /// That what was found is no longer on the page.
    fileprivate var isOfStaleElement: Bool { description.contains("stale element reference") }
}
