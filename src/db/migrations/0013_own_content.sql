ALTER TABLE "changes" ADD COLUMN "heard" integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE "links" ADD COLUMN "own_content" boolean DEFAULT false NOT NULL;