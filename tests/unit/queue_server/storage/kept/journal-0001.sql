BEGIN TRANSACTION;
CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
);
INSERT INTO "_sqlite_migrations" VALUES(1,'journal','0001_events','2026-11-25 07:35:02.008643+00:00');
CREATE TABLE events (
            stream TEXT NOT NULL,
            position INTEGER NOT NULL,
            kind TEXT NOT NULL,
            body TEXT NOT NULL,
            PRIMARY KEY (stream, position)
        ) STRICT, WITHOUT ROWID
        ;
INSERT INTO "events" VALUES('aizu',1,'day_opened','{"at":"2026-11-24T09:00:00+09:00","cause":"00000000-0000-4000-8000-000000000001","by":"kiosk-1","day":"2026-11-24"}');
INSERT INTO "events" VALUES('aizu',2,'visit_opened','{"at":"2026-11-24T09:00:00+09:00","cause":"00000000-0000-4000-8000-000000000001","by":"kiosk-1","visit":"00000000-0000-4000-8000-000000000002","day":"2026-11-24","letter":"B","sequence":101,"stops":[{"service":"ido","procedures":[],"after":[],"due":null}],"told":[{"service":"ido","people_ahead":0,"wait_from":0,"wait_to":0,"counters":["2"]}],"language":"ja","needs":[],"pass_id":null,"pass_expires_at":null,"reservation":null,"series":"B101-999","request":null}');
INSERT INTO "events" VALUES('aizu',3,'visit_opened','{"at":"2026-11-24T09:00:00+09:00","cause":"00000000-0000-4000-8000-000000000003","by":"kiosk-1","visit":"00000000-0000-4000-8000-000000000004","day":"2026-11-24","letter":"B","sequence":102,"stops":[{"service":"ido","procedures":[],"after":[],"due":null}],"told":[{"service":"ido","people_ahead":1,"wait_from":9,"wait_to":21,"counters":["2"]}],"language":"ja","needs":[],"pass_id":null,"pass_expires_at":null,"reservation":null,"series":"B101-999","request":null}');
CREATE UNIQUE INDEX "idx__sqlite_migrations_migration_set_name"
    ON "_sqlite_migrations" ("migration_set", "name");
COMMIT;
