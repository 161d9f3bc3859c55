import Foundation
import IncidentCore
import IncidentEngine
import Notifiers
import ResponderConfig
import Synchronization
import TestSupport
import Testing

@testable import responder

@Suite("Reading the tables anew", .timeLimit(.minutes(5)))
struct TableReloaderTests {
    @Test func `nothing is read anew while every file says the same`() async throws {
        let scene = try ReloadScene()
        await scene.reloader.look()
        try scene.folder.write("routes/contacts.yaml", ReloadScene.contacts("old@example.com"))
        await scene.reloader.look()
        #expect(scene.used.all.isEmpty)
    }

    @Test func `a changed file is noticed, also when its size and time are as before`() async throws {
        let scene = try ReloadScene()
        let path = scene.folder.file("routes/contacts.yaml").path
        let time = try FileManager.default.attributesOfItem(atPath: path)[.modificationDate]
        try scene.folder.write("routes/contacts.yaml", ReloadScene.contacts("new@example.com"))
        try FileManager.default.setAttributes([.modificationDate: try #require(time)], ofItemAtPath: path)
        await scene.reloader.look()
        #expect(scene.onCallAddress == "new@example.com")
        #expect(scene.used.all.count == 1)
    }

    /// The kubelet mounts each file as a link into `..data`, and swaps that.
    @Test func `a ConfigMap that is swapped is noticed`() async throws {
        let scene = try ReloadScene { folder in
            try FileManager.default.moveItem(at: folder.file("routes"), to: folder.file("first"))
            try FileManager.default.createDirectory(at: folder.file("routes"), withIntermediateDirectories: true)
            try FileManager.default.moveItem(at: folder.file("first"), to: folder.file("routes/..2026_1"))
            try folder.link("routes/..data", to: "..2026_1")
            for name in ReloadScene.texts.keys { try folder.link("routes/\(name).yaml", to: "..data/\(name).yaml") }
        }
        try FileManager.default.copyItem(
            at: scene.folder.file("routes/..2026_1"), to: scene.folder.file("routes/..2026_2"))
        try scene.folder.write("routes/..2026_2/contacts.yaml", ReloadScene.contacts("new@example.com"))
        await scene.reloader.look()
        #expect(scene.onCallAddress == "old@example.com")
        try scene.folder.link("routes/..data", to: "..2026_2")
        try FileManager.default.removeItem(at: scene.folder.file("routes/..2026_1"))
        await scene.reloader.look()
        #expect(scene.onCallAddress == "new@example.com")
    }

    @Test func `what is a device for a while is noticed, and so is the file that comes back`() async throws {
        let scene = try ReloadScene()
        let table = scene.folder.file("routes/contacts.yaml")
        try FileManager.default.moveItem(at: table, to: scene.folder.file("aside.yaml"))
        try scene.folder.link("routes/contacts.yaml", to: "/dev/null")
        await scene.reloader.look()
        #expect(scene.tables.lastReadings.refusal != nil)
        try FileManager.default.removeItem(at: table)
        try FileManager.default.moveItem(at: scene.folder.file("aside.yaml"), to: table)
        await scene.reloader.look()
        #expect(scene.tables.lastReadings.refusal == nil)
    }

    @Test func `a link whose target is edited is noticed`() async throws {
        let scene = try ReloadScene { folder in
            try FileManager.default.moveItem(
                at: folder.file("routes/contacts.yaml"), to: folder.file("team-contacts.yaml"))
            try folder.link("routes/contacts.yaml", to: "../team-contacts.yaml")
        }
        try scene.folder.write("team-contacts.yaml", ReloadScene.contacts("new@example.com"))
        await scene.reloader.look()
        #expect(scene.onCallAddress == "new@example.com")
    }

    @Test func `a rotated key in a file is noticed, and one that comes after a refusal`() async throws {
        let scene = try ReloadScene { folder in
            try folder.write("key", "R0UT1NGKEY\n")
            try folder.write(
                "routes/endpoints.yaml",
                "endpoints: { pagerduty: { routing_key: { file: \(folder.file("key").path) } } }")
        }
        try scene.folder.write("key", "ANOTHERKEY\n")
        await scene.reloader.look()
        #expect(scene.used.all.count == 1)
        try FileManager.default.removeItem(at: scene.folder.file("key"))
        await scene.reloader.look()
        #expect(scene.tables.lastReadings.refusal?.problems.count == 1)
        try scene.folder.write("key", "THIRDKEY\n")
        await scene.reloader.look()
        #expect(scene.used.all.count == 2)
        #expect(scene.used.all[0].endpoints != scene.used.all[1].endpoints)
        #expect(scene.tables.lastReadings.refusal == nil)
    }

    @Test func `the files are looked at every two seconds`() async throws {
        let scene = try ReloadScene()
        let running = Task { try await scene.reloader.run() }
        let first = scene.clock.now + .seconds(2)
        try await scene.clock.sleeper(until: first)
        try scene.folder.write("routes/contacts.yaml", ReloadScene.contacts("new@example.com"))
        scene.clock.move(to: first)
        try await scene.clock.sleeper(until: first + .seconds(2))
        #expect(scene.onCallAddress == "new@example.com")
        running.cancel()
        _ = await running.result
    }

    @Test func `a broken set leaves the old one in force, and is said again with growing pauses`() async throws {
        let scene = try ReloadScene()
        let start = scene.clock.now
        #expect(scene.tables.lastReadings.inForceSince == start)
        scene.clock.advance(by: .seconds(30))
        try scene.folder.write("routes/contacts.yaml", "contacts: [")
        await scene.reloader.look()
        #expect(scene.onCallAddress == "old@example.com")
        var reminded: [Int] = []
        for minute in 1...150 {
            let before = scene.log.messages.count
            scene.clock.advance(by: .seconds(60))
            await scene.reloader.look()
            if scene.log.messages.count > before { reminded.append(minute) }
        }
        #expect(reminded == [1, 3, 7, 15, 31, 63, 123])
        #expect(
            Set(scene.log.messages) == [
                "warning tables not reloaded", "warning tables are still refused; the old ones are in force",
            ])
        let readings = scene.tables.lastReadings
        #expect(readings.inForceSince == start)
        #expect(readings.refusal?.since == start + .seconds(30))
        #expect(readings.refusal?.problems.first?.contains("contacts.yaml:") == true)

        try scene.folder.write("routes/contacts.yaml", ReloadScene.contacts("new@example.com"))
        await scene.reloader.look()
        #expect(scene.tables.lastReadings.refusal == nil)
        #expect(scene.tables.lastReadings.inForceSince == scene.clock.now)
        #expect(scene.onCallAddress == "new@example.com")
    }

    @Test func `a calendar that repeats for ever is read anew before its events are used up`() async throws {
        let scene = try ReloadScene { folder in
            try folder.write(
                "routes/contacts.yaml",
                """
                people: [ { name: Ann, contact: ann@example.com, escalation_path: [email] } ]
                rotas: [ { name: r, time_zone: UTC, calendar: r.ics } ]
                contacts: [ { role: On-Call Engineer, rota: r } ]
                """)
            try folder.write(
                "routes/r.ics",
                "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20260105T000000Z\nDURATION:P1W\nRRULE:FREQ=WEEKLY\nSUMMARY:Ann\n"
                    + "END:VEVENT\nEND:VCALENDAR\n")
        }
        func isCovered(_ time: Timestamp) -> Bool { scene.tables.value.contacts.rotas[0].duty(at: time) != nil }
        let far = scene.clock.now + .seconds(850 * 86_400)
        #expect(isCovered(scene.clock.now) && !isCovered(far))
        scene.clock.advance(by: .seconds(89 * 86_400))
        await scene.reloader.look()
        #expect(scene.used.all.count == 0)
        scene.clock.advance(by: .seconds(86_400))
        await scene.reloader.look()
        #expect(scene.used.all.count == 1 && isCovered(far))
        await scene.reloader.look()
        #expect(scene.used.all.count == 1)
    }

    @Test func `a calendar that becomes nonsense leaves the old one in force`() async throws {
        let scene = try ReloadScene { folder in
            try folder.write(
                "routes/contacts.yaml",
                """
                people: [ { name: Ann, contact: ann@example.com, escalation_path: [email] } ]
                rotas: [ { name: r, time_zone: UTC, calendar: r.ics } ]
                contacts: [ { role: On-Call Engineer, rota: r } ]
                """)
            try folder.write(
                "routes/r.ics",
                "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20260105T000000Z\nDURATION:P1W\nRRULE:FREQ=WEEKLY\nSUMMARY:Ann\n"
                    + "END:VEVENT\nEND:VCALENDAR\n")
        }
        try scene.folder.write("routes/r.ics", "BEGIN:VCALENDAR\nhello\nEND:VCALENDAR\n")
        await scene.reloader.look()
        #expect(scene.tables.value.contacts.rotas[0].duty(at: scene.clock.now)?.person == "Ann")
        #expect(
            scene.tables.lastReadings.refusal?.problems == [
                "\(scene.folder.file("routes/r.ics").path):2:1: \"hello\" is no NAME:VALUE"
            ])
    }

    @Test func `a refusal that changes keeps its beginning`() async throws {
        let scene = try ReloadScene()
        for text in ["contacts: [", "contacts: {"] {
            try scene.folder.write("routes/contacts.yaml", text)
            #expect(await !scene.reloader.reload().isEmpty)
            scene.clock.advance(by: .seconds(60))
        }
        #expect(scene.tables.lastReadings.refusal?.since == TestClock.monday)
    }

    @Test func `of two readings at once the last one to begin is in force`() async throws {
        let scene = try ReloadScene()
        let mayEnd = DispatchSemaphore(value: 0)
        let count = Mutex(0)
        let directory = scene.folder.file("routes").path
        let tables = scene.tables
        let reloader = TableReloader(
            try RouteTables.read(directory: directory, notifiers: NotifierProfile.registered, environment: [:]).result
                .get(), tables: tables,
            time: scene.clock.source, interval: nil, logger: scene.log.logger,
            read: {
                let reading = RouteTables.read(
                    directory: directory, notifiers: NotifierProfile.registered, environment: [:])
                let isFirst = count.withLock { count in
                    count += 1
                    return count == 1
                }
                if isFirst { mayEnd.wait() }
                return reading
            }, use: { tables.replace(with: $0.tables) })
        try scene.folder.write("routes/contacts.yaml", ReloadScene.contacts("second@example.com"))
        let slow = Task { await reloader.reload() }
        defer { mayEnd.signal() }
        _ = try await waitUntil("the first reading has begun") { count.withLock { $0 } > 0 ? true : nil }
        try scene.folder.write("routes/contacts.yaml", ReloadScene.contacts("third@example.com"))
        // It runs at once until it has to wait for the other: all the way, if it need not.
        let quick = Task.immediate { await reloader.reload() }
        mayEnd.signal()
        _ = await (slow.value, quick.value)
        #expect(scene.onCallAddress == "third@example.com")
    }
}
