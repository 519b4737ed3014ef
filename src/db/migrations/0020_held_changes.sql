ALTER TABLE "changes" ADD COLUMN "held" boolean DEFAULT false NOT NULL;--> statement-breakpoint
CREATE INDEX "changes_held" ON "changes" USING btree ("integration","at") WHERE run is null and held;