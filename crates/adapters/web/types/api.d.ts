// Made by `just types` from docs/openapi.json. Do not edit.


export type paths = Record<string, never>;
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * @description Which proposals are accepted.
         * @example {
         *       "staging_ids": [
         *         4711,
         *         4712
         *       ],
         *       "type": "main"
         *     }
         */
        AcceptRequest: {
            staging_ids: number[];
            /** @description The type of the galleries' groups, made on demand; `main` if it is missing. */
            type?: string | null;
        };
        /**
         * @example {
         *       "name": "Ola Nordmann",
         *       "password": "a long pass phrase",
         *       "token": "Zk3…",
         *       "username": "ola"
         *     }
         */
        Acceptance: {
            name: string;
            password: string;
            token: string;
            username?: string | null;
        };
        /** @description Something that happened in a gallery. */
        Activity: {
            /**
             * @description The name at that time.
             * @example Ola
             */
            actor_name?: string | null;
            /**
             * Format: int64
             * @description Who did it; null for the program itself.
             */
            actor_user_id?: number | null;
            /** Format: int64 */
            id: number;
            /**
             * @description How many pictures it is about.
             * @example 3
             */
            image_count: number;
            /** @description The first of them, at most 20. */
            image_ids: number[];
            /** @example image.approved */
            kind: string;
            link?: components["schemas"]["ActivityLink"] | null;
            /** Format: date-time */
            occurred_at: string;
            /**
             * @description The list that was handed in.
             * @example Favourites
             */
            selection_name?: string | null;
        };
        /** @description A link, as far as an event names it. */
        ActivityLink: {
            /**
             * Format: int64
             * @example 17
             */
            id: number;
            /**
             * @description Of today.
             * @example For the board
             */
            label?: string | null;
        };
        /**
         * @description Tags for a photo, in order.
         * @example {
         *       "tags": [
         *         "lofoten",
         *         "f/1.8"
         *       ]
         *     }
         */
        AddedTags: {
            tags: string[];
        };
        /** @description A key with which a program calls in the name of whoever made it. */
        ApiToken: {
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            expires_at?: string | null;
            /**
             * Format: int64
             * @example 4
             */
            id: number;
            /**
             * Format: date-time
             * @description To the hour.
             */
            last_used_at?: string | null;
            /** @example Web shop */
            name: string;
            permissions: ("can_view_gallery" | "can_create_gallery" | "can_edit_gallery" | "can_delete_gallery" | "can_complete_gallery" | "can_deliver_gallery" | "can_archive_gallery" | "can_share_gallery" | "can_view_restricted_groups" | "can_upload_images" | "can_version_images" | "can_edit_images" | "can_delete_images" | "can_duplicate_images" | "can_download_images" | "can_rate_images" | "can_comment_on_images" | "can_approve_images" | "can_request_edits" | "can_access_originals" | "can_manage_image_groups" | "can_manage_products" | "can_view_products" | "can_access_staging" | "can_assign_staging" | "can_use_library" | "can_enable_ai" | "can_train_ai" | "can_view_ai_costs" | "can_generate_ai_portraits" | "can_disable_ai_portraits" | "can_consent_ai_use" | "can_view_calendar" | "can_create_session" | "can_edit_session" | "can_cancel_session" | "can_confirm_booking" | "can_deny_booking" | "can_request_booking" | "can_view_organization" | "can_manage_org_users" | "can_manage_org_settings" | "can_create_organization" | "can_edit_organization" | "can_view_documents" | "can_upload_documents" | "can_delete_documents" | "can_create_invoice" | "can_edit_invoice" | "can_send_invoice" | "can_record_payment" | "can_cancel_invoice" | "can_view_invoice" | "can_export_invoice_pdf" | "can_invite_users" | "can_manage_users" | "can_assign_roles" | "can_manage_studio_settings" | "can_view_audit_log" | "can_manage_webhooks" | "can_manage_api_tokens" | "can_send_messages" | "can_view_messages")[];
            /**
             * @description How the token begins, to tell it from others.
             * @example atl_5iH1vPzW
             */
            prefix: string;
            /** Format: date-time */
            revoked_at?: string | null;
            /**
             * @description Shown once, in the answer that made it. Send it as `Authorization: Bearer …`.
             * @example atl_5iH1vPzWcQ0y2m4n6b8x1c3v5z7a9s1d3f5g7h9j1k0
             */
            token?: string | null;
            /**
             * Format: int64
             * @description The person who answers for it. It never may more than this person may.
             */
            user_id: number;
        };
        /**
         * @description What an archive shall hold. Without anything it is the whole gallery, as far as the caller sees it.
         * @example {
         *       "preset": "web"
         *     }
         */
        ArchiveOrder: {
            /**
             * Format: int64
             * @description Only the pictures of this group.
             */
            group_id?: number | null;
            /** @description Only these pictures, in the gallery's order. */
            image_ids?: number[] | null;
            /** @enum {string} */
            preset?: "hotpreview" | "thumb" | "web" | "large" | "original";
            /**
             * Format: int64
             * @description Only what this selection holds of the gallery, in the gallery's order.
             */
            selection_id?: number | null;
        };
        /**
         * @description Which files go where.
         * @example {
         *       "gallery_id": 445,
         *       "staging_ids": [
         *         4711,
         *         4712
         *       ],
         *       "type": "main"
         *     }
         */
        AssignInput: {
            /** Format: int64 */
            gallery_id: number;
            staging_ids: number[];
            /** @description The type of the gallery's group, made on demand; `main` if it is missing. */
            type?: string | null;
            /**
             * @description With `match` a file that is certainly a version of a picture of the gallery becomes its next version, and one that
             *     may be a version of several stays in the tray. `separate`, which holds if it is missing, makes each a picture.
             */
            versions?: components["schemas"]["VersionsWanted"];
        };
        /** @description A line of the audit log. */
        AuditEntry: {
            actor_name?: string | null;
            /**
             * Format: int64
             * @description Who did it; null for the program itself.
             */
            actor_user_id?: number | null;
            /** Format: int64 */
            id: number;
            /** @example gallery.created */
            kind: string;
            /** Format: date-time */
            occurred_at: string;
            /** @description Ids and plain facts. */
            payload: Record<string, never>;
            /** Format: int64 */
            subject_id?: number | null;
            /** @example gallery */
            subject_type?: string | null;
        };
        /** @description Somebody who takes photographs. */
        Author: {
            bio?: string | null;
            /** Format: date-time */
            created_at: string;
            /** @example aase@berg.example */
            email?: string | null;
            /**
             * Format: int64
             * @example 4
             */
            id: number;
            /**
             * Format: int64
             * @description How many photographs of the library name them.
             * @example 12
             */
            image_count: number;
            /** @example Åse Berg */
            name: string;
            /** Format: date-time */
            updated_at: string;
            /** Format: int64 */
            version: number;
        };
        /**
         * @description A change to an author: an absent field stays, `null` clears.
         * @example {
         *       "bio": null
         *     }
         */
        AuthorPatch: {
            bio?: string | null;
            email?: string | null;
            name?: string;
        };
        /** @description Who took a photo, in short. */
        AuthorSummary: {
            /**
             * Format: int64
             * @example 3
             */
            id: number;
            /** @example Åse Berg */
            name: string;
        };
        /**
         * @description A new batch.
         * @example {
         *       "name": "Ferry, second card",
         *       "source": "upload"
         *     }
         */
        BatchInput: {
            name?: string | null;
            /** @enum {string} */
            source?: "upload" | "watched_folder" | "inbox";
        };
        /** @description What the files of a batch are now. */
        BatchProgress: {
            /** Format: int64 */
            assigned: number;
            /** Format: int64 */
            discarded: number;
            /** Format: int64 */
            failed: number;
            /**
             * Format: int64
             * @description In the tray; their previews are being made.
             */
            processing: number;
            /** Format: int64 */
            ready: number;
            /**
             * Format: int64
             * @description Still arriving.
             */
            uploading: number;
        };
        /** @description A batch with what its files are now. */
        BatchView: {
            batch: components["schemas"]["UploadBatch"];
            progress: components["schemas"]["BatchProgress"];
        };
        /** @description A larger preview. */
        ColdpreviewBody: {
            /** Format: int32 */
            height: number;
            /**
             * Format: int64
             * @description Bytes.
             */
            size: number;
            /**
             * Format: int32
             * @description Pixels.
             */
            width: number;
        };
        /**
         * @description A larger picture.
         * @example {
         *       "file": "preview.jpg"
         *     }
         */
        ColdpreviewForm: {
            /** Format: binary */
            file: string;
        };
        /** @description A comment on a picture. */
        Comment: {
            /**
             * @description Empty once the comment is deleted.
             * @example Can the lamp go?
             */
            body: string;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            deleted_at?: string | null;
            /** Format: date-time */
            edited_at?: string | null;
            /**
             * Format: int64
             * @example 17
             */
            id: number;
            /** Format: int64 */
            image_id: number;
            /** @description For the studio's own people alone. */
            internal: boolean;
            /**
             * Format: int64
             * @description The comment that it answers; absent at the beginning of a thread.
             */
            parent_id?: number | null;
            pin?: components["schemas"]["Pin"] | null;
            /** Format: date-time */
            resolved_at?: string | null;
            /** Format: int64 */
            resolved_by_user_id?: number | null;
            /** Format: int64 */
            user_id: number;
            user_name: string;
        };
        /**
         * @description New words for a comment.
         * @example {
         *       "body": "Can both lamps go?"
         *     }
         */
        CommentPatch: {
            body: string;
        };
        /** @description What somebody has said of time and place in place of the file. */
        CorrectionBody: {
            /** Format: date-time */
            corrected_at: string;
            /** Format: double */
            exif_gps_latitude?: number | null;
            /** Format: double */
            exif_gps_longitude?: number | null;
            exif_taken_at?: components["schemas"]["ShutterTime"] | null;
            reason?: string | null;
        };
        /** @description A picture that stands for something else, such as a gallery or a product. */
        Cover: {
            /** @enum {string} */
            ai: "none" | "edited" | "generated";
            alt_text?: string | null;
            focal_point?: components["schemas"]["FocalPoint"] | null;
            /**
             * Format: int32
             * @example 4000
             */
            height: number;
            /**
             * Format: int64
             * @example 812
             */
            id: number;
            urls: {
                [key: string]: string;
            };
            /**
             * Format: int32
             * @description Pixels, as seen.
             * @example 6000
             */
            width: number;
        };
        /**
         * @description Name and password.
         * @example {
         *       "password": "a long pass phrase",
         *       "username": "kari"
         *     }
         */
        Credentials: {
            password: string;
            /** @description The studio's subdomain, where one address signs in to several studios. */
            studio?: string | null;
            /** @description A user name or an e-mail address. */
            username: string;
        };
        /** @description What one person says of a picture. */
        Decision: {
            /** @description An approval may allow the studio to advertise with the picture. */
            approved_for_marketing: boolean;
            /** @description The picture has got other bytes since it was approved or rejected. */
            changed_since_decision: boolean;
            /** Format: date-time */
            decided_at?: string | null;
            /** @enum {string} */
            decision: "undecided" | "approved" | "rejected";
            /** @example Whiten the teeth */
            edit_notes?: string | null;
            edit_requested: boolean;
            /**
             * Format: int32
             * @description 1 to 5.
             * @example 4
             */
            rating?: number | null;
        };
        /** @description What somebody says of a picture. */
        DecisionEntry: components["schemas"]["Decision"] & {
            /** @description A person of the studio itself; the gallery's counters and shared limits leave it out. */
            by_studio: boolean;
            /** @example DSC_0812.jpg */
            filename: string;
            /**
             * Format: int64
             * @example 812
             */
            image_id: number;
            /** Format: date-time */
            updated_at: string;
            /** Format: int64 */
            user_id: number;
            user_name: string;
        };
        /**
         * @description What becomes of the metadata that the camera wrote.
         * @example {
         *       "copyright": "© {year} {studio}",
         *       "mode": "replace"
         *     }
         */
        DeliveryMetadata: {
            /** @description Written into files by `replace`: `{recipient}`, `{studio}`, `{gallery}` and `{year}` are replaced. */
            copyright?: string | null;
            /** @description Who made the pictures; the same words are replaced. */
            creator?: string | null;
            mode: components["schemas"]["MetadataMode"];
        };
        /**
         * @description The terms under which pictures leave the studio by one link. Missing fields take the default.
         * @example {
         *       "download": true,
         *       "download_limit": 200,
         *       "filename_template": "{gallery}-{index}",
         *       "metadata": {
         *         "copyright": "© {year} {studio}",
         *         "creator": "{studio}",
         *         "mode": "replace"
         *       },
         *       "presets": [
         *         "hotpreview",
         *         "thumb",
         *         "web"
         *       ],
         *       "watermark": {
         *         "downloads": false,
         *         "opacity": 0.3,
         *         "position": "tile",
         *         "text": "{recipient} · {studio}"
         *       }
         *     }
         */
        DeliveryPolicy: {
            download?: boolean;
            /**
             * Format: int32
             * @description How many files may be downloaded in all; null is no limit.
             */
            download_limit?: number | null;
            /** @description `{name}`, `{gallery}`, `{index}`, `{id}` and `{preset}` are replaced. */
            filename_template?: string;
            metadata?: components["schemas"]["DeliveryMetadata"] | null;
            presets?: ("hotpreview" | "thumb" | "web" | "large" | "original")[];
            /** @description The short form of `metadata`: true is `strip`, false is `keep`. */
            strip_metadata?: boolean | null;
            watermark?: components["schemas"]["Watermark"] | null;
        };
        /** @description The answer to a request that leaves nothing to show. */
        Done: {
            /** @description Always null. */
            data?: Record<string, never> | null;
            message: string;
            /**
             * @description Always true.
             * @example true
             */
            success: boolean;
        };
        /**
         * @description What opens downloads.
         * @example {
         *       "pin": "4711"
         *     }
         */
        DownloadPin: {
            pin: string;
        };
        /** @description Leave to fetch an archive. */
        DownloadTicket: {
            /**
             * Format: date-time
             * @description Until when fetching it must begin.
             */
            expires_at: string;
            /** @example 240 */
            file_count: number;
            /** @enum {string} */
            preset: "hotpreview" | "thumb" | "web" | "large" | "original";
            /** @description Pictures that are not in it, because they are not ready or cannot be delivered on these terms. */
            skipped: number;
            /**
             * @description Where the archive can be fetched without a token; shown once.
             * @example /media/zip/Zk3…
             */
            url?: string | null;
        };
        /** @description Photos that look alike. */
        DuplicateGroup: {
            /** @description The one that is proposed to be kept: the largest, then the best rated, then the one that came first. */
            best: components["schemas"]["Photo"];
            /**
             * @description How many there are, the best one included.
             * @example 3
             */
            count: number;
            /** @description The others, the nearest first; at most 50 of them are shown. */
            others: components["schemas"]["DuplicatePhoto"][];
        };
        /**
         * @description Photos that become one.
         * @example {
         *       "keep": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
         *       "merge": [
         *         "60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752"
         *       ]
         *     }
         */
        DuplicateMerge: {
            /** @description The hothash of the photo that stays. */
            keep: string;
            /** @description The hothashes of those that end. */
            merge: string[];
        };
        /** @description A photo that looks like the best one of its group. */
        DuplicatePhoto: {
            /**
             * Format: int32
             * @description Differing bits from the best one.
             * @example 2
             */
            distance: number;
            photo: components["schemas"]["Photo"];
        };
        /**
         * @description What opens a link.
         * @example {
         *       "access_code": "4711",
         *       "name": "Ola",
         *       "token": "Zk3…"
         *     }
         */
        Entry: {
            /** @description Where the link asks for one. */
            access_code?: string | null;
            /** @description How the guest wants to be called. */
            name?: string | null;
            token: string;
        };
        /** @description The answer to a request that succeeded. */
        Envelope_ApiToken: {
            /** @description A key with which a program calls in the name of whoever made it. */
            data: {
                /** Format: date-time */
                created_at: string;
                /** Format: date-time */
                expires_at?: string | null;
                /**
                 * Format: int64
                 * @example 4
                 */
                id: number;
                /**
                 * Format: date-time
                 * @description To the hour.
                 */
                last_used_at?: string | null;
                /** @example Web shop */
                name: string;
                permissions: ("can_view_gallery" | "can_create_gallery" | "can_edit_gallery" | "can_delete_gallery" | "can_complete_gallery" | "can_deliver_gallery" | "can_archive_gallery" | "can_share_gallery" | "can_view_restricted_groups" | "can_upload_images" | "can_version_images" | "can_edit_images" | "can_delete_images" | "can_duplicate_images" | "can_download_images" | "can_rate_images" | "can_comment_on_images" | "can_approve_images" | "can_request_edits" | "can_access_originals" | "can_manage_image_groups" | "can_manage_products" | "can_view_products" | "can_access_staging" | "can_assign_staging" | "can_use_library" | "can_enable_ai" | "can_train_ai" | "can_view_ai_costs" | "can_generate_ai_portraits" | "can_disable_ai_portraits" | "can_consent_ai_use" | "can_view_calendar" | "can_create_session" | "can_edit_session" | "can_cancel_session" | "can_confirm_booking" | "can_deny_booking" | "can_request_booking" | "can_view_organization" | "can_manage_org_users" | "can_manage_org_settings" | "can_create_organization" | "can_edit_organization" | "can_view_documents" | "can_upload_documents" | "can_delete_documents" | "can_create_invoice" | "can_edit_invoice" | "can_send_invoice" | "can_record_payment" | "can_cancel_invoice" | "can_view_invoice" | "can_export_invoice_pdf" | "can_invite_users" | "can_manage_users" | "can_assign_roles" | "can_manage_studio_settings" | "can_view_audit_log" | "can_manage_webhooks" | "can_manage_api_tokens" | "can_send_messages" | "can_view_messages")[];
                /**
                 * @description How the token begins, to tell it from others.
                 * @example atl_5iH1vPzW
                 */
                prefix: string;
                /** Format: date-time */
                revoked_at?: string | null;
                /**
                 * @description Shown once, in the answer that made it. Send it as `Authorization: Bearer …`.
                 * @example atl_5iH1vPzWcQ0y2m4n6b8x1c3v5z7a9s1d3f5g7h9j1k0
                 */
                token?: string | null;
                /**
                 * Format: int64
                 * @description The person who answers for it. It never may more than this person may.
                 */
                user_id: number;
            };
            message: string;
            /**
             * @description Always true.
             * @example true
             */
            success: boolean;
        };
        /** @description The answer to a request that succeeded. */
        Envelope_Author: {
            /** @description Somebody who takes photographs. */
            data: {
                bio?: string | null;
                /** Format: date-time */
                created_at: string;
                /** @example aase@berg.example */
                email?: string | null;
                /**
                 * Format: int64
                 * @example 4
                 */
                id: number;
                /**
                 * Format: int64
                 * @description How many photographs of the library name them.
                 * @example 12
                 */
                image_count: number;
                /** @example Åse Berg */
                name: string;
                /** Format: date-time */
                updated_at: string;
                /** Format: int64 */
                version: number;
            };
            message: string;
            /**
             * @description Always true.
             * @example true
             */
            success: boolean;
        };
        /** @description The answer to a request that succeeded. */
        Envelope_BatchView: {
            /** @description A batch with what its files are now. */
            data: {
                batch: components["schemas"]["UploadBatch"];
                progress: components["schemas"]["BatchProgress"];
            };
            message: string;
            /**
             * @description Always true.
             * @example true
             */
            success: boolean;
        };
        /** @description The answer to a request that succeeded. */
        Envelope_Comment: {
            /** @description A comment on a picture. */
            data: {
                /**
                 * @description Empty once the comment is deleted.
                 * @example Can the lamp go?
                 */
                body: string;
                /** Format: date-time */
                created_at: string;
                /** Format: date-time */
                deleted_at?: string | null;
                /** Format: date-time */
                edited_at?: string | null;
                /**
                 * Format: int64
                 * @example 17
                 */
                id: number;
                /** Format: int64 */
                image_id: number;
                /** @description For the studio's own people alone. */
                internal: boolean;
                /**
                 * Format: int64
                 * @description The comment that it answers; absent at the beginning of a thread.
                 */
                parent_id?: number | null;
                pin?: components["schemas"]["Pin"] | null;
                /** Format: date-time */
                resolved_at?: string | null;
                /** Format: int64 */
                resolved_by_user_id?: number | null;
                /** Format: int64 */
                user_id: number;
                user_name: string;
            };
            message: string;
            /**
             * @description Always true.
             * @example true
             */
            success: boolean;
        };
        /** @description The answer to a request that succeeded. */
        Envelope_DownloadTicket: {
            /** @description Leave to fetch an archive. */
            data: {
                /**
                 * Format: date-time
                 * @description Until when fetching it must begin.
                 */
                expires_at: string;
                /** @example 240 */
                file_count: number;
                /** @enum {string} */
                preset: "hotpreview" | "thumb" | "web" | "large" | "original";
                /** @description Pictures that are not in it, because they are not ready or cannot be delivered on these terms. */
                skipped: number;
                /**
                 * @description Where the archive can be fetched without a token; shown once.
                 * @example /media/zip/Zk3…
                 */
                url?: string | null;
            };
            message: string;
            /**
             * @description Always true.
             * @example true
             */
            success: boolean;
        };
        /** @description The answer to a request that succeeded. */
        Envelope_Explanation: {
            /** @description An answer with its reason. */
            data: {
                allowed: boolean;
                /** @example role studio_user */
                reason: string;
                /** @description Whether the row is visible at all. */
                visible: boolean;
            };
            message: string;
            /**
             * @description Always true.
             * @example true
             */
            success: boolean;
        };
        /** @description The answer to a request that succeeded. */
        Envelope_Gallery: {
            /** @description A set of pictures for one client. */
            data: {
                ai_enabled: boolean;
                /**
                 * Format: int32
                 * @description Those of them that somebody outside the studio has approved.
                 */
                approved_count?: number | null;
                /** Format: date-time */
                archived_at?: string | null;
                /** Format: date-time */
                completed_at?: string | null;
                /**
                 * Format: int64
                 * @description Grows whenever the pictures in it change.
                 */
                content_version: number;
                /** Format: date-time */
                created_at: string;
                /** Format: int64 */
                created_by_user_id?: number | null;
                /** Format: date-time */
                deleted_at?: string | null;
                /** Format: date-time */
                delivered_at?: string | null;
                description?: string | null;
                /** Format: int32 */
                download_count?: number | null;
                /**
                 * Format: int64
                 * @example 445
                 */
                id: number;
                /**
                 * Format: int32
                 * @description Live pictures in its groups, each counted once. Guests get null for this and the next three.
                 */
                image_count?: number | null;
                /** Format: date-time */
                last_activity_at?: string | null;
                /** @enum {string} */
                mode: "presentation" | "proofing";
                /** Format: int64 */
                organization_id: number;
                primary_image?: components["schemas"]["Cover"] | null;
                /**
                 * Format: int64
                 * @description The image that was chosen to stand for it, for those who may see that one.
                 */
                primary_image_id?: number | null;
                proofing: components["schemas"]["ProofingSettings"];
                /** @enum {string} */
                status: "active" | "completed" | "archived";
                /** @example Annual report portraits */
                subject_name: string;
                /** Format: date-time */
                updated_at: string;
                /** Format: int64 */
                version: number;
            };
            message: string;
            /**
             * @description Always true.
             * @example true
             */
            success: boolean;
        };
        /** @description The answer to a request that succeeded. */
        Envelope_Grant: {
            /** @description A permission for a person in one place. */
            data: {
                /** Format: int64 */
                context_id: number;
                /** @enum {string} */
                context_type: "studio" | "organization" | "gallery" | "product" | "image_group" | "image" | "user";
                /** Format: date-time */
                expires_at?: string | null;
                /** Format: date-time */
                granted_at: string;
                /** Format: int64 */
                granted_by_user_id?: number | null;
                /**
                 * Format: int64
                 * @example 3
                 */
                id: number;
                /** @enum {string} */
                permission: "can_view_gallery" | "can_create_gallery" | "can_edit_gallery" | "can_delete_gallery" | "can_complete_gallery" | "can_deliver_gallery" | "can_archive_gallery" | "can_share_gallery" | "can_view_restricted_groups" | "can_upload_images" | "can_version_images" | "can_edit_images" | "can_delete_images" | "can_duplicate_images" | "can_download_images" | "can_rate_images" | "can_comment_on_images" | "can_approve_images" | "can_request_edits" | "can_access_originals" | "can_manage_image_groups" | "can_manage_products" | "can_view_products" | "can_access_staging" | "can_assign_staging" | "can_use_library" | "can_enable_ai" | "can_train_ai" | "can_view_ai_costs" | "can_generate_ai_portraits" | "can_disable_ai_portraits" | "can_consent_ai_use" | "can_view_calendar" | "can_create_session" | "can_edit_session" | "can_cancel_session" | "can_confirm_booking" | "can_deny_booking" | "can_request_booking" | "can_view_organization" | "can_manage_org_users" | "can_manage_org_settings" | "can_create_organization" | "can_edit_organization" | "can_view_documents" | "can_upload_documents" | "can_delete_documents" | "can_create_invoice" | "can_edit_invoice" | "can_send_invoice" | "can_record_payment" | "can_cancel_invoice" | "can_view_invoice" | "can_export_invoice_pdf" | "can_invite_users" | "can_manage_users" | "can_assign_roles" | "can_manage_studio_settings" | "can_view_audit_log" | "can_manage_webhooks" | "can_manage_api_tokens" | "can_send_messages" | "can_view_messages";
                /** Format: int64 */
                user_id: number;
            };
            message: string;
            /**
             * @description Always true.
             * @example true
             */
            success: boolean;
        };
        /** @description The answer to a request that succeeded. */
        Envelope_GuestSession: {
            /** @description A guest who came in. */
            data: components["schemas"]["SignedInBody"] & {
                /** Format: date-time */
                expires_at?: string | null;
                /**
                 * Format: int64
                 * @example 445
                 */
                gallery_id: number;
                /** @description Whether downloads wait for a PIN: see `POST /api/v1/share/unlock-downloads`. */
                needs_download_pin: boolean;
                policy: components["schemas"]["DeliveryPolicy"];
                /** @example Annual report portraits */
                subject_name: string;
            };
            message: string;
            /**
             * @description Always true.
             * @example true
             */
            success: boolean;
        };
        /** @description The answer to a request that succeeded. */
        Envelope_Image: {
            /** @description A picture as its viewer may see it. */
            data: {
                /** @enum {string} */
                ai: "none" | "edited" | "generated";
                alt_text?: string | null;
                /** @description BLAKE3 of the original; for the studio's own people. */
                content_hash?: string | null;
                /** @enum {string} */
                content_type: "image/jpeg" | "image/png" | "image/webp" | "image/tiff" | "image/gif";
                /**
                 * Format: int32
                 * @description Which of its versions the picture is, from 1.
                 * @example 1
                 */
                current_version: number;
                /** Format: date-time */
                deleted_at?: string | null;
                downloads: {
                    [key: string]: string;
                };
                /** @description Why the derivatives could not be made; for the studio's own people. */
                failure?: string | null;
                /**
                 * Format: int64
                 * @description Bytes of the original.
                 */
                file_size: number;
                /** @example DSC_0812.jpg */
                filename: string;
                focal_point?: components["schemas"]["FocalPoint"] | null;
                /**
                 * Format: int32
                 * @example 4000
                 */
                height: number;
                /**
                 * Format: int64
                 * @example 812
                 */
                id: number;
                metadata: Record<string, never>;
                /**
                 * @description 64 bits, as 16 hex digits; pictures that look alike differ in few of them. For the studio's own people.
                 * @example a0f1c2d3e4b5a697
                 */
                perceptual_hash?: string | null;
                /** @enum {string} */
                state: "processing" | "ready" | "failed";
                /**
                 * @description When the shutter opened, by the camera's own clock and without a zone.
                 * @example 2026-06-01T14:03:22
                 */
                taken_at?: string | null;
                /** Format: date-time */
                uploaded_at: string;
                urls: {
                    [key: string]: string;
                };
                /** Format: int64 */
                version: number;
                /**
                 * Format: int32
                 * @description Pixels, as seen.
                 * @example 6000
                 */
                width: number;
            };
            message: string;
            /**
             * @description Always true.
             * @example true
             */
            success: boolean;
        };
        /** @description The answer to a request that succeeded. */
        Envelope_ImageFile: {
            /** @description One file of a photo. */
            data: {
                camera?: string | null;
                cloud_storage_info?: Record<string, never> | null;
                /** @description BLAKE3 of its bytes, where they are here. */
                content_hash?: string | null;
                /** Format: date-time */
                created_at: string;
                exif_dict?: Record<string, never> | null;
                /** @example cr3 */
                file_format?: string | null;
                /**
                 * Format: int64
                 * @description Bytes.
                 */
                file_size?: number | null;
                /** @example IMG_001.CR3 */
                filename: string;
                /** Format: double */
                gps_latitude?: number | null;
                /** Format: double */
                gps_longitude?: number | null;
                has_gps: boolean;
                /** @description Whether the photo's hot preview came with it. */
                has_hotpreview: boolean;
                /** @description Whether its photo has a RAW file besides it. */
                has_raw_companion: boolean;
                /** Format: int32 */
                height?: number | null;
                /**
                 * Format: int64
                 * @example 12
                 */
                id: number;
                /** Format: int64 */
                import_session_id?: number | null;
                imported_info?: Record<string, never> | null;
                /** Format: date-time */
                imported_time: string;
                /** @description Whether its bytes are here. */
                is_stored: boolean;
                lens?: string | null;
                local_storage_info?: Record<string, never> | null;
                /** @description Why no picture could be made of it. */
                no_preview?: string | null;
                /**
                 * @description 16 hex digits of the hash by cosine transform, by which similar pictures are found.
                 * @example e1c3870f1e3c78f0
                 */
                perceptual_hash?: string | null;
                photo_hothash: string;
                taken_at?: components["schemas"]["ShutterTime"] | null;
                /** Format: date-time */
                updated_at: string;
                /** Format: int32 */
                width?: number | null;
            };
            message: string;
            /**
             * @description Always true.
             * @example true
             */
            success: boolean;
        };
        /** @description The answer to a request that succeeded. */
        Envelope_ImageFileUploaded: {
            /** @description What became of a file. */
            data: {
                /**
                 * Format: int64
                 * @description Bytes.
                 */
                file_size?: number | null;
                /** @example IMG_001.jpg */
                filename: string;
                /**
                 * Format: int64
                 * @example 12
                 */
                image_file_id: number;
                /** @description Why no picture could be made of the file, where none could. */
                no_preview?: string | null;
                /** @description False where the file joined a photo that was there. */
                photo_created: boolean;
                photo_hothash: string;
            };
            message: string;
            /**
             * @description Always true.
             * @example true
             */
            success: boolean;
        };
        /** @description The answer to a request that succeeded. */
        Envelope_ImageGroup: {
            /** @description A group as it hangs under its owner. */
            data: {
                description?: string | null;
                /**
                 * Format: int64
                 * @example 31
                 */
                id: number;
                /**
                 * Format: int64
                 * @description Live pictures in the group.
                 */
                image_count: number;
                /** @description The first pictures; only with `include=images`. */
                images?: components["schemas"]["GalleryImage"][] | null;
                /** @example Behind the scenes */
                name: string;
                /** Format: int32 */
                sort_order: number;
                /** @example behind_the_scenes */
                type: string;
                /** @enum {string} */
                visibility: "public" | "members" | "studio";
            };
            message: string;
            /**
             * @description Always true.
             * @example true
             */
            success: boolean;
        };
        /** @description The answer to a request that succeeded. */
        Envelope_ImageProgress: {
            /** @description How many pictures are in which state. */
            data: {
                /**
                 * Format: int64
                 * @example 0
                 */
                failed: number;
                /**
                 * Format: int64
                 * @example 3
                 */
                processing: number;
                /**
                 * Format: int64
                 * @example 7
                 */
                ready: number;
                /**
                 * Format: int64
                 * @example 10
                 */
                total: number;
            };
            message: string;
            /**
             * @description Always true.
             * @example true
             */
            success: boolean;
        };
        /** @description The answer to a request that succeeded. */
        Envelope_ImageResults: {
            /** @description What became of many pictures. */
            data: {
                /** @example 2 */
                done: number;
                /** @example 0 */
                failed: number;
                /** @description One entry per picture, in the order in which they were named. */
                images: components["schemas"]["ImageResult"][];
            };
            message: string;
            /**
             * @description Always true.
             * @example true
             */
            success: boolean;
        };
        /** @description The answer to a request that succeeded. */
        Envelope_ImportProgress: {
            /** @description How far an import has come. */
            data: {
                /**
                 * Format: int32
                 * @example 1
                 */
                failed_files: number;
                /**
                 * Format: int64
                 * @example 119
                 */
                images_count: number;
                /**
                 * Format: int32
                 * @example 120
                 */
                processed_files: number;
                /** @enum {string} */
                status: "pending" | "running" | "completed" | "failed" | "cancelled";
                /**
                 * Format: int32
                 * @example 412
                 */
                total_files: number;
            };
            message: string;
            /**
             * @description Always true.
             * @example true
             */
            success: boolean;
        };
        /** @description The answer to a request that succeeded. */
        Envelope_ImportSession: {
            /** @description Many files that come into a library together. */
            data: {
                /** Format: date-time */
                created_at: string;
                /** Format: int64 */
                default_author_id?: number | null;
                description?: string | null;
                /**
                 * Format: int32
                 * @example 1
                 */
                failed_files: number;
                /** Format: date-time */
                finished_at?: string | null;
                /**
                 * Format: int64
                 * @example 3
                 */
                id: number;
                /**
                 * Format: int64
                 * @description Files of the library that came by it and are still there.
                 * @example 119
                 */
                images_count: number;
                /** @example Lofoten, second card */
                name: string;
                /**
                 * Format: int32
                 * @description Files that are done with, those that failed included.
                 * @example 120
                 */
                processed_files: number;
                source_path?: string | null;
                /** Format: date-time */
                started_at?: string | null;
                /** @enum {string} */
                status: "pending" | "running" | "completed" | "failed" | "cancelled";
                /**
                 * @description The same as `name`, for older clients.
                 * @example Lofoten, second card
                 */
                title: string;
                /**
                 * Format: int32
                 * @description Files that are expected.
                 * @example 412
                 */
                total_files: number;
                /** Format: date-time */
                updated_at: string;
                /**
                 * Format: int64
                 * @description Counting leaves it as it is.
                 */
                version: number;
            };
            message: string;
            /**
             * @description Always true.
             * @example true
             */
            success: boolean;
        };
        /** @description The answer to a request that succeeded. */
        Envelope_Invitation: {
            /** @description An offer to join the studio. */
            data: {
                /** Format: date-time */
                accepted_at?: string | null;
                /** Format: date-time */
                created_at: string;
                /** @example ola@client.example */
                email: string;
                /** Format: date-time */
                expires_at: string;
                /**
                 * Format: int64
                 * @example 12
                 */
                id: number;
                /** Format: int64 */
                invited_by_user_id: number;
                /** Format: int64 */
                organization_id?: number | null;
                /** Format: date-time */
                revoked_at?: string | null;
                /** Format: int64 */
                role_id: number;
                /** @description Shown once, in the answer that made it; the letter carries it too. */
                token?: string | null;
            };
            message: string;
            /**
             * @description Always true.
             * @example true
             */
            success: boolean;
        };
        /** @description The answer to a request that succeeded. */
        Envelope_Job: {
            /** @description A piece of background work. What it works on is left out: letters carry secrets. */
            data: {
                /** Format: int32 */
                attempts: number;
                /** Format: date-time */
                created_at: string;
                /** Format: date-time */
                finished_at?: string | null;
                /**
                 * Format: int64
                 * @example 99
                 */
                id: number;
                /** @example images.make_derivatives */
                kind: string;
                last_error?: string | null;
                /** Format: int32 */
                max_attempts: number;
                /**
                 * Format: date-time
                 * @description Not before this instant.
                 */
                run_at: string;
                /** @enum {string} */
                state: "queued" | "running" | "succeeded" | "dead";
                /** Format: date-time */
                updated_at: string;
            };
            message: string;
            /**
             * @description Always true.
             * @example true
             */
            success: boolean;
        };
        /** @description The answer to a request that succeeded. */
        Envelope_MatchRun: {
            /** @description What became of the files that were compared. */
            data: {
                /**
                 * Format: int64
                 * @description Put into their galleries at once, where the studio's settings say so.
                 */
                assigned: number;
                /**
                 * Format: int64
                 * @description Belong somewhere without a doubt.
                 * @example 4
                 */
                confident: number;
                /**
                 * Format: int64
                 * @description A person has decided about them.
                 */
                locked: number;
                /**
                 * Format: int64
                 * @description Seem to belong somewhere; somebody should look.
                 * @example 1
                 */
                proposed: number;
                /**
                 * Format: int64
                 * @description They no longer wait.
                 */
                skipped: number;
                /**
                 * Format: int64
                 * @description Nothing is new about them.
                 */
                unchanged: number;
                /**
                 * Format: int64
                 * @example 1
                 */
                unmatched: number;
            };
            message: string;
            /**
             * @description Always true.
             * @example true
             */
            success: boolean;
        };
        /** @description The answer to a request that succeeded. */
        Envelope_MoveResult: {
            /** @description What became of the files that were named. */
            data: {
                /**
                 * @description Files that are as they were asked to be.
                 * @example 1
                 */
                done: number;
                /** @description One entry per file, in the order in which they were named. */
                files: components["schemas"]["MovedFile"][];
                /**
                 * @description Files that stay as they are, ambiguous ones among them.
                 * @example 0
                 */
                refused: number;
            };
            message: string;
            /**
             * @description Always true.
             * @example true
             */
            success: boolean;
        };
        /** @description The answer to a request that succeeded. */
        Envelope_Moved: {
            /** @description How many pictures a request moved. */
            data: {
                /**
                 * Format: int64
                 * @example 3
                 */
                count: number;
            };
            message: string;
            /**
             * @description Always true.
             * @example true
             */
            success: boolean;
        };
        /** @description The answer to a request that succeeded. */
        Envelope_Option_PictureSource: {
            data: null | (components["schemas"]["PhotoPublication"] & {
                photo_hothash: string;
            });
            message: string;
            /**
             * @description Always true.
             * @example true
             */
            success: boolean;
        };
        /** @description The answer to a request that succeeded. */
        Envelope_Organization: {
            /** @description A client of the studio: a company, an agency or a private person. */
            data: {
                billing_address?: string | null;
                billing_city?: string | null;
                billing_email?: string | null;
                billing_phone?: string | null;
                billing_state?: string | null;
                billing_zip?: string | null;
                /** Format: date-time */
                created_at: string;
                /** Format: date-time */
                deleted_at?: string | null;
                /**
                 * Format: int64
                 * @example 5
                 */
                id: number;
                insurance_code?: string | null;
                /** @example Fjord Shipping AS */
                name: string;
                /** @example Net 30 */
                payment_terms?: string | null;
                settings: Record<string, never>;
                tax_exempt: boolean;
                /** @enum {string} */
                type: "corporate" | "individual" | "agency";
                /** Format: date-time */
                updated_at: string;
                vendor_number?: string | null;
                /** Format: int64 */
                version: number;
            };
            message: string;
            /**
             * @description Always true.
             * @example true
             */
            success: boolean;
        };
        /** @description The answer to a request that succeeded. */
        Envelope_OwnDecision: {
            /** @description What the caller says of a picture. */
            data: components["schemas"]["Decision"] & {
                /**
                 * Format: int64
                 * @example 812
                 */
                image_id: number;
            };
            message: string;
            /**
             * @description Always true.
             * @example true
             */
            success: boolean;
        };
        /** @description The answer to a request that succeeded. */
        Envelope_Permissions: {
            /**
             * @description Permissions that somebody holds.
             * @example {
             *       "permissions": [
             *         "can_view_gallery",
             *         "can_upload_images"
             *       ]
             *     }
             */
            data: {
                permissions: ("can_view_gallery" | "can_create_gallery" | "can_edit_gallery" | "can_delete_gallery" | "can_complete_gallery" | "can_deliver_gallery" | "can_archive_gallery" | "can_share_gallery" | "can_view_restricted_groups" | "can_upload_images" | "can_version_images" | "can_edit_images" | "can_delete_images" | "can_duplicate_images" | "can_download_images" | "can_rate_images" | "can_comment_on_images" | "can_approve_images" | "can_request_edits" | "can_access_originals" | "can_manage_image_groups" | "can_manage_products" | "can_view_products" | "can_access_staging" | "can_assign_staging" | "can_use_library" | "can_enable_ai" | "can_train_ai" | "can_view_ai_costs" | "can_generate_ai_portraits" | "can_disable_ai_portraits" | "can_consent_ai_use" | "can_view_calendar" | "can_create_session" | "can_edit_session" | "can_cancel_session" | "can_confirm_booking" | "can_deny_booking" | "can_request_booking" | "can_view_organization" | "can_manage_org_users" | "can_manage_org_settings" | "can_create_organization" | "can_edit_organization" | "can_view_documents" | "can_upload_documents" | "can_delete_documents" | "can_create_invoice" | "can_edit_invoice" | "can_send_invoice" | "can_record_payment" | "can_cancel_invoice" | "can_view_invoice" | "can_export_invoice_pdf" | "can_invite_users" | "can_manage_users" | "can_assign_roles" | "can_manage_studio_settings" | "can_view_audit_log" | "can_manage_webhooks" | "can_manage_api_tokens" | "can_send_messages" | "can_view_messages")[];
            };
            message: string;
            /**
             * @description Always true.
             * @example true
             */
            success: boolean;
        };
        /** @description The answer to a request that succeeded. */
        Envelope_Photo: {
            /** @description A photograph of somebody's library. */
            data: {
                author?: components["schemas"]["AuthorSummary"] | null;
                /** Format: int64 */
                author_id?: number | null;
                camera?: string | null;
                coldpreview?: components["schemas"]["ColdpreviewBody"] | null;
                correction?: components["schemas"]["CorrectionBody"] | null;
                /** Format: date-time */
                created_at: string;
                description?: string | null;
                files: components["schemas"]["ImageFileSummary"][];
                /** Format: date-time */
                first_imported?: string | null;
                /**
                 * Format: double
                 * @description Degrees; north is positive.
                 */
                gps_latitude?: number | null;
                /**
                 * Format: double
                 * @description Degrees; east is positive.
                 */
                gps_longitude?: number | null;
                has_gps: boolean;
                /** @description Whether a camera's own file is among its files. */
                has_raw_companion: boolean;
                /** Format: int32 */
                height?: number | null;
                /** @description SHA-256 of its hot preview: its name in this library. */
                hothash: string;
                /** @description The hot preview in base64, where it was asked for. */
                hotpreview?: string | null;
                /** @description The imports that brought its files. */
                import_sessions: number[];
                /** Format: date-time */
                last_imported?: string | null;
                lens?: string | null;
                /**
                 * Format: int64
                 * @description The file that was chosen to stand for it.
                 */
                master_file_id?: number | null;
                /** @description The name of the chosen file, or of the first one. */
                primary_filename?: string | null;
                /**
                 * Format: int32
                 * @description 1 to 5.
                 */
                rating?: number | null;
                /** Format: int64 */
                stack_id?: number | null;
                /** @description In the order in which they were written. */
                tags: string[];
                taken_at?: components["schemas"]["ShutterTime"] | null;
                title?: string | null;
                /** Format: date-time */
                updated_at: string;
                /** Format: int64 */
                version: number;
                /**
                 * Format: int32
                 * @description Pixels as seen, where they are known.
                 */
                width?: number | null;
            };
            message: string;
            /**
             * @description Always true.
             * @example true
             */
            success: boolean;
        };
        /** @description The answer to a request that succeeded. */
        Envelope_PhotoStack: {
            /** @description Photos that belong together. */
            data: {
                /** @description The hothash of the photo that stands for it: the chosen one, or else the first one. */
                cover?: string | null;
                /** Format: date-time */
                created_at: string;
                /** @description Its photos in order. */
                hothashes: string[];
                /**
                 * Format: int64
                 * @example 4
                 */
                id: number;
                /** @enum {string} */
                kind: "burst" | "bracket" | "panorama" | "other";
                /** @example 3 */
                photo_count: number;
                title?: string | null;
                /** Format: date-time */
                updated_at: string;
                /** Format: int64 */
                version: number;
            };
            message: string;
            /**
             * @description Always true.
             * @example true
             */
            success: boolean;
        };
        /** @description The answer to a request that succeeded. */
        Envelope_PhotoStackRemains: {
            /** @description What is left of a stack. */
            data: {
                stack?: components["schemas"]["PhotoStack"] | null;
            };
            message: string;
            /**
             * @description Always true.
             * @example true
             */
            success: boolean;
        };
        /** @description The answer to a request that succeeded. */
        Envelope_PoolGroup: {
            /** @description A group of the pool. */
            data: {
                /** Format: date-time */
                created_at: string;
                description?: string | null;
                /**
                 * Format: int64
                 * @example 31
                 */
                id: number;
                /**
                 * Format: int64
                 * @description Live pictures in the group.
                 */
                image_count: number;
                /** @example Red T-shirt, studio shots */
                name: string;
                /** Format: date-time */
                updated_at: string;
                /**
                 * Format: int64
                 * @description Grows also when the pictures in it change, or their order.
                 */
                version: number;
            };
            message: string;
            /**
             * @description Always true.
             * @example true
             */
            success: boolean;
        };
        /** @description The answer to a request that succeeded. */
        Envelope_PreviewSession: {
            /** @description A preview that can be looked at until it ends. */
            data: {
                /** @description To be sent as a guest's access token is, for looking only. */
                access_token: string;
                /** Format: date-time */
                expires_at: string;
                /**
                 * Format: int64
                 * @description Seconds.
                 * @example 600
                 */
                expires_in: number;
                /**
                 * Format: int64
                 * @example 445
                 */
                gallery_id: number;
                /** @description The terms that are shown. */
                policy: components["schemas"]["DeliveryPolicy"];
                /** @example Annual report portraits */
                subject_name: string;
                /** @example Bearer */
                token_type: string;
            };
            message: string;
            /**
             * @description Always true.
             * @example true
             */
            success: boolean;
        };
        /** @description The answer to a request that succeeded. */
        Envelope_Product: {
            /** @description Something that is sold. */
            data: {
                /**
                 * Format: int64
                 * @description Grows whenever the groups that hang under it change.
                 */
                content_version: number;
                /** Format: date-time */
                created_at: string;
                /** Format: date-time */
                deleted_at?: string | null;
                description?: string | null;
                /**
                 * Format: int64
                 * @example 12
                 */
                id: number;
                /** @example Red T-shirt */
                name: string;
                price?: components["schemas"]["Money"] | null;
                primary_image?: components["schemas"]["Cover"] | null;
                /**
                 * Format: int64
                 * @description The image that was chosen to stand for it, for those who may see that one.
                 */
                primary_image_id?: number | null;
                /** @example TS-RED-M */
                sku?: string | null;
                /** Format: date-time */
                updated_at: string;
                /** Format: int64 */
                version: number;
            };
            message: string;
            /**
             * @description Always true.
             * @example true
             */
            success: boolean;
        };
        /** @description The answer to a request that succeeded. */
        Envelope_ProofingState: {
            /** @description How far a gallery's proofing has come. */
            data: {
                /** @description What counts for the caller's limits: its own, or everybody's if the limits are shared. */
                counted: components["schemas"]["Tally"];
                /** @description Whether the caller has handed in, so that its decisions stand. */
                is_locked: boolean;
                /** @enum {string} */
                mode: "presentation" | "proofing";
                /** @description Everybody who has said something; for a guest nobody but itself. */
                people: components["schemas"]["PersonProgress"][];
                settings: components["schemas"]["ProofingSettings"];
                /** Format: date-time */
                submitted_at?: string | null;
            };
            message: string;
            /**
             * @description Always true.
             * @example true
             */
            success: boolean;
        };
        /** @description The answer to a request that succeeded. */
        Envelope_PublishedPhoto: {
            /** @description What a photo became. */
            data: {
                /**
                 * Format: int64
                 * @description The picture in the pool; `null` for one that lies in the tray.
                 */
                image_id?: number | null;
                /** @description Whether the studio did not have these bytes there. */
                is_new: boolean;
                /**
                 * Format: int64
                 * @description The file in the tray; `null` for a picture.
                 */
                staging_id?: number | null;
            };
            message: string;
            /**
             * @description Always true.
             * @example true
             */
            success: boolean;
        };
        /** @description The answer to a request that succeeded. */
        Envelope_PublishedVersion: {
            /** @description The version that a file became. */
            data: {
                /** Format: int64 */
                image_id: number;
                /** @description Whether the picture had not had these bytes. */
                is_new: boolean;
                /**
                 * Format: int32
                 * @example 2
                 */
                version: number;
            };
            message: string;
            /**
             * @description Always true.
             * @example true
             */
            success: boolean;
        };
        /** @description The answer to a request that succeeded. */
        Envelope_RetouchedResult: {
            /** @description What became of all files. */
            data: {
                /** @example 1 */
                ambiguous: number;
                /** @example 0 */
                duplicates: number;
                /** @example 0 */
                failed: number;
                /** @description One entry per file, in the order in which they were sent. */
                files: components["schemas"]["RetouchedFile"][];
                /** @example 1 */
                unmatched: number;
                /** @example 7 */
                versioned: number;
            };
            message: string;
            /**
             * @description Always true.
             * @example true
             */
            success: boolean;
        };
        /** @description The answer to a request that succeeded. */
        Envelope_Role: {
            /** @description A named set of permissions. */
            data: {
                /** @description Whether every studio has it and none can change it. */
                built_in: boolean;
                /**
                 * Format: int64
                 * @example 1
                 */
                id: number;
                /** @enum {string} */
                kind: "studio" | "client" | "guest" | "vendor";
                /** @example studio_user */
                name: string;
                permissions: ("can_view_gallery" | "can_create_gallery" | "can_edit_gallery" | "can_delete_gallery" | "can_complete_gallery" | "can_deliver_gallery" | "can_archive_gallery" | "can_share_gallery" | "can_view_restricted_groups" | "can_upload_images" | "can_version_images" | "can_edit_images" | "can_delete_images" | "can_duplicate_images" | "can_download_images" | "can_rate_images" | "can_comment_on_images" | "can_approve_images" | "can_request_edits" | "can_access_originals" | "can_manage_image_groups" | "can_manage_products" | "can_view_products" | "can_access_staging" | "can_assign_staging" | "can_use_library" | "can_enable_ai" | "can_train_ai" | "can_view_ai_costs" | "can_generate_ai_portraits" | "can_disable_ai_portraits" | "can_consent_ai_use" | "can_view_calendar" | "can_create_session" | "can_edit_session" | "can_cancel_session" | "can_confirm_booking" | "can_deny_booking" | "can_request_booking" | "can_view_organization" | "can_manage_org_users" | "can_manage_org_settings" | "can_create_organization" | "can_edit_organization" | "can_view_documents" | "can_upload_documents" | "can_delete_documents" | "can_create_invoice" | "can_edit_invoice" | "can_send_invoice" | "can_record_payment" | "can_cancel_invoice" | "can_view_invoice" | "can_export_invoice_pdf" | "can_invite_users" | "can_manage_users" | "can_assign_roles" | "can_manage_studio_settings" | "can_view_audit_log" | "can_manage_webhooks" | "can_manage_api_tokens" | "can_send_messages" | "can_view_messages")[];
            };
            message: string;
            /**
             * @description Always true.
             * @example true
             */
            success: boolean;
        };
        /** @description The answer to a request that succeeded. */
        Envelope_SavedSearch: {
            /** @description A search under a name. */
            data: {
                /** Format: date-time */
                created_at: string;
                criteria: components["schemas"]["PhotoSearchBody"];
                /**
                 * Format: int64
                 * @example 5
                 */
                id: number;
                is_favorite: boolean;
                /**
                 * Format: int64
                 * @description How many photos it found when it was last run with these criteria.
                 * @example 12
                 */
                last_count?: number | null;
                /** Format: date-time */
                last_run_at?: string | null;
                /** @example Best of Lofoten */
                name: string;
                /** Format: date-time */
                updated_at: string;
                /** Format: int64 */
                version: number;
            };
            message: string;
            /**
             * @description Always true.
             * @example true
             */
            success: boolean;
        };
        /** @description The answer to a request that succeeded. */
        Envelope_Selection: {
            /** @description A named list of pictures of a gallery. */
            data: {
                /** Format: date-time */
                created_at: string;
                /**
                 * Format: int64
                 * @description How many pictures are beyond the included ones.
                 * @example 2
                 */
                extra_count: number;
                extra_price?: components["schemas"]["Money"] | null;
                extra_total?: components["schemas"]["Money"] | null;
                /** Format: int64 */
                gallery_id: number;
                /**
                 * Format: int64
                 * @example 9
                 */
                id: number;
                /**
                 * Format: int64
                 * @description How many pictures are in it.
                 * @example 12
                 */
                image_count: number;
                /**
                 * @description Those of them that the caller sees, in the list's order. Only with `include=image_ids`, and not where the gallery's
                 *     lists hold more than 10,000 pictures before the end of this one: read it by pages then.
                 * @example [
                 *       812,
                 *       811
                 *     ]
                 */
                image_ids?: number[] | null;
                /**
                 * Format: int32
                 * @example 10
                 */
                included?: number | null;
                /** Format: int32 */
                max_images?: number | null;
                /** @example Album */
                name: string;
                note?: string | null;
                /** @enum {string} */
                state: "open" | "submitted" | "locked";
                /** Format: date-time */
                submitted_at?: string | null;
                /** Format: int64 */
                submitted_by_user_id?: number | null;
                /** Format: date-time */
                updated_at: string;
                /**
                 * Format: int64
                 * @description Whose list it is; null where all visitors of the gallery choose together.
                 */
                user_id?: number | null;
                user_name?: string | null;
                /** Format: int64 */
                version: number;
            };
            message: string;
            /**
             * @description Always true.
             * @example true
             */
            success: boolean;
        };
        /** @description The answer to a request that succeeded. */
        Envelope_SessionWindow: {
            /** @description When and where a gallery's pictures are taken. */
            data: {
                /** @enum {string} */
                calendar_state: "normal" | "stale" | "conflict" | "sync_error" | "unknown";
                /** Format: date-time */
                created_at: string;
                /** Format: date-time */
                ends_at: string;
                /**
                 * Format: int64
                 * @example 445
                 */
                gallery_id: number;
                job_type?: string | null;
                /** Format: double */
                latitude?: number | null;
                location?: string | null;
                /** Format: double */
                longitude?: number | null;
                session_type?: string | null;
                /** Format: int32 */
                setup_minutes: number;
                /** Format: date-time */
                starts_at: string;
                /** @enum {string} */
                status: "tentative" | "pending" | "scheduled" | "confirmed" | "in_progress" | "completed" | "processing" | "delivered" | "cancelled" | "no_show";
                /** Format: int32 */
                teardown_minutes: number;
                /** @example America/Los_Angeles */
                timezone: string;
                /** Format: int32 */
                travel_after_minutes: number;
                /** Format: int32 */
                travel_before_minutes: number;
                /** Format: date-time */
                updated_at: string;
                /** Format: int64 */
                version: number;
            };
            message: string;
            /**
             * @description Always true.
             * @example true
             */
            success: boolean;
        };
        /** @description The answer to a request that succeeded. */
        Envelope_Setup: {
            /** @description Whether somebody has to set the installation up. */
            data: {
                /** @description Whether there is no studio yet: the next step is to register one. */
                needed: boolean;
            };
            message: string;
            /**
             * @description Always true.
             * @example true
             */
            success: boolean;
        };
        /** @description The answer to a request that succeeded. */
        Envelope_ShareLink: {
            /** @description A door to one gallery. */
            data: {
                /** Format: date-time */
                created_at: string;
                /** Format: int64 */
                created_by_user_id: number;
                /** Format: int32 */
                download_count: number;
                /** Format: date-time */
                expires_at?: string | null;
                /** Format: int64 */
                gallery_id: number;
                /**
                 * Format: int64
                 * @description People who came in by it; in the register only.
                 */
                guest_count?: number | null;
                has_access_code: boolean;
                has_download_pin: boolean;
                /**
                 * Format: int64
                 * @example 17
                 */
                id: number;
                /** @example For the board */
                label?: string | null;
                /** Format: date-time */
                last_used_at?: string | null;
                policy: components["schemas"]["DeliveryPolicy"];
                /** Format: date-time */
                revoked_at?: string | null;
                /** @enum {string} */
                state: "open" | "expired" | "revoked";
                /** @description The secret of the link, shown once: in the answer that made it. */
                token?: string | null;
                /** Format: date-time */
                updated_at: string;
                /** @description What to send to the client, shown once: the address of the gallery. It holds the secret, so keep it out of logs. */
                url?: string | null;
                /** Format: int64 */
                version: number;
                /**
                 * Format: int32
                 * @description How many times somebody came in by it.
                 */
                view_count: number;
            };
            message: string;
            /**
             * @description Always true.
             * @example true
             */
            success: boolean;
        };
        /** @description The answer to a request that succeeded. */
        Envelope_SignedInBody: {
            /** @description Tokens of somebody who proved who it is. */
            data: {
                /**
                 * @description Send it as `Authorization: Bearer …`.
                 * @example eyJhbGciOi…
                 */
                access_token: string;
                /**
                 * Format: int64
                 * @description Seconds until the access token ends.
                 * @example 900
                 */
                expires_in: number;
                /**
                 * @description Good for one exchange; the answer to it brings the next one.
                 * @example 3q2-7w…
                 */
                refresh_token: string;
                /**
                 * @description Always `bearer`.
                 * @example bearer
                 */
                token_type: string;
                user: components["schemas"]["User"];
            };
            message: string;
            /**
             * @description Always true.
             * @example true
             */
            success: boolean;
        };
        /** @description The answer to a request that succeeded. */
        Envelope_SimilarPictures: {
            /** @description What looks like a picture, the nearest first. */
            data: {
                /** @description Of the caller's library, each photo once. */
                photos: components["schemas"]["SimilarPhoto"][];
                /** @description Of the pool, as far as the caller sees it; empty for who is not of the studio. */
                pool: components["schemas"]["SimilarImage"][];
                /** @description Of the tray, for who works there; else empty. */
                staging: components["schemas"]["SimilarStagingImage"][];
            };
            message: string;
            /**
             * @description Always true.
             * @example true
             */
            success: boolean;
        };
        /** @description The answer to a request that succeeded. */
        Envelope_StagingFacets: {
            /** @description What there is to filter by, the most frequent first. */
            data: {
                cameras: components["schemas"]["FacetBody"][];
                flags: components["schemas"]["FlagFacets"];
                lenses: components["schemas"]["FacetBody"][];
                /** @description The best first; ratings that no file has are left out. */
                ratings: components["schemas"]["RatingFacet"][];
            };
            message: string;
            /**
             * @description Always true.
             * @example true
             */
            success: boolean;
        };
        /** @description The answer to a request that succeeded. */
        Envelope_StagingImage: {
            /** @description A file in the tray. */
            data: {
                /**
                 * Format: double
                 * @description The f-number.
                 * @example 2.8
                 */
                aperture?: number | null;
                /** Format: date-time */
                assigned_at?: string | null;
                assigned_group_type?: string | null;
                /**
                 * Format: int64
                 * @description The picture that it has become, or of which it has become a version.
                 */
                assigned_image_id?: number | null;
                /**
                 * Format: int64
                 * @description Null for a file that became a version: it is wherever its picture is.
                 */
                assigned_to_gallery_id?: number | null;
                batch_id: string;
                camera_model?: string | null;
                /** @description BLAKE3 of the original. */
                content_hash?: string | null;
                /** @example image/jpeg */
                content_type?: string | null;
                /** Format: date-time */
                created_at: string;
                /** Format: date-time */
                deleted_at?: string | null;
                /**
                 * Format: int64
                 * @description The picture of the pool that has these bytes already.
                 */
                duplicate_of_image_id?: number | null;
                /** @description Why it failed: a code. */
                failure?: string | null;
                /**
                 * Format: int64
                 * @description Bytes of the original.
                 */
                file_size: number;
                /** @example DSC_0812.jpg */
                filename: string;
                /** @enum {string} */
                flag: "none" | "pick" | "reject";
                /**
                 * Format: double
                 * @description Millimetres.
                 * @example 35
                 */
                focal_length?: number | null;
                /** Format: int32 */
                height?: number | null;
                /**
                 * Format: int64
                 * @example 4711
                 */
                id: number;
                /** Format: int32 */
                iso?: number | null;
                lens?: string | null;
                metadata: Record<string, never>;
                /** @description 64 bits, as 16 hex digits; pictures that look alike differ in few of them. */
                perceptual_hash?: string | null;
                previews: {
                    [key: string]: string;
                };
                proposal?: components["schemas"]["StagingProposal"] | null;
                /**
                 * Format: int32
                 * @description 1 to 5, or null. It stays with the file when that leaves the tray: a picture has ratings by those who look at it.
                 * @example 4
                 */
                rating?: number | null;
                /** @enum {string} */
                state: "received" | "ready" | "failed" | "assigned" | "discarded";
                /**
                 * @description When the shutter opened, by the camera's own clock and without a zone.
                 * @example 2026-06-01T14:03:22
                 */
                taken_at?: string | null;
                /** Format: int64 */
                uploaded_by_user_id?: number | null;
                /** Format: int64 */
                version: number;
                version_of?: components["schemas"]["VersionOf"] | null;
                /**
                 * Format: int32
                 * @description Pixels, as seen.
                 */
                width?: number | null;
            };
            message: string;
            /**
             * @description Always true.
             * @example true
             */
            success: boolean;
        };
        /** @description The answer to a request that succeeded. */
        Envelope_StagingResult: {
            /** @description What became of an upload into the tray. */
            data: {
                /** @description The batch that the files are in. */
                batch_id: string;
                /** @example 0 */
                duplicates: number;
                /** @example 3 */
                failed: number;
                /** @description One entry per file, in the order in which they were sent. */
                files: components["schemas"]["StagedFile"][];
                /** @example 0 */
                restored: number;
                /** @example 7 */
                stored: number;
            };
            message: string;
            /**
             * @description Always true.
             * @example true
             */
            success: boolean;
        };
        /** @description The answer to a request that succeeded. */
        Envelope_StorageInfo: {
            /** @description Where a file is kept, as its owner's programs say. */
            data: {
                cloud_storage_info?: Record<string, never> | null;
                imported_info?: Record<string, never> | null;
                local_storage_info?: Record<string, never> | null;
            };
            message: string;
            /**
             * @description Always true.
             * @example true
             */
            success: boolean;
        };
        /** @description The answer to a request that succeeded. */
        Envelope_Studio: {
            /** @description A photography studio. */
            data: {
                business_address?: string | null;
                business_city?: string | null;
                business_email?: string | null;
                business_name: string;
                business_phone?: string | null;
                business_state?: string | null;
                business_zip?: string | null;
                /** Format: date-time */
                created_at: string;
                /** @example NOK */
                currency: string;
                /**
                 * Format: int64
                 * @example 1
                 */
                id: number;
                logo_url?: string | null;
                /** @example Nordlys Foto */
                name: string;
                settings: Record<string, never>;
                subdomain?: string | null;
                /** @example Europe/Oslo */
                timezone: string;
                /** Format: date-time */
                updated_at: string;
                /** Format: int64 */
                version: number;
                website_url?: string | null;
            };
            message: string;
            /**
             * @description Always true.
             * @example true
             */
            success: boolean;
        };
        /** @description The answer to a request that succeeded. */
        Envelope_Submission: {
            /** @description A selection that was handed in. */
            data: {
                /**
                 * Format: int32
                 * @description How many pictures were approved.
                 */
                approvals: number;
                /** Format: int64 */
                gallery_id: number;
                /** @description Whether the person's decisions stand. */
                is_locked: boolean;
                /** Format: date-time */
                reopened_at?: string | null;
                /** Format: date-time */
                submitted_at?: string | null;
                /** Format: int64 */
                user_id: number;
            };
            message: string;
            /**
             * @description Always true.
             * @example true
             */
            success: boolean;
        };
        /** @description The answer to a request that succeeded. */
        Envelope_Tag: {
            /** @description A word that stands on photos. */
            data: {
                /** Format: date-time */
                created_at: string;
                /**
                 * Format: int64
                 * @example 3
                 */
                id: number;
                /**
                 * @description As it is compared: `Blåbær` and `BLABAER` are one tag.
                 * @example blabaer
                 */
                key: string;
                /**
                 * @description As it was written last by whoever renamed it, or else first.
                 * @example Blåbær
                 */
                name: string;
                /**
                 * Format: int64
                 * @description How many photos have it.
                 * @example 12
                 */
                photo_count: number;
                /** Format: date-time */
                updated_at: string;
            };
            message: string;
            /**
             * @description Always true.
             * @example true
             */
            success: boolean;
        };
        /** @description The answer to a request that succeeded. */
        Envelope_Upload: {
            /** @description A file on its way here. */
            data: {
                /** @example 0191e8f4-7c3a-4b1d-9f20-000000000007 */
                batch_id: string;
                /** Format: date-time */
                created_at: string;
                /**
                 * Format: int64
                 * @description The file of the tray that had these bytes already.
                 */
                duplicate_of_staging_id?: number | null;
                /** Format: date-time */
                expires_at: string;
                /** @description Why the file was refused: a code. */
                failure?: string | null;
                /** @example DSC_0812.jpg */
                filename: string;
                /** @example 0191e8f4-7c3a-4b1d-9f20-00000000002a */
                id: string;
                /**
                 * Format: int64
                 * @description Bytes of the whole file.
                 */
                length: number;
                /**
                 * Format: int64
                 * @description Bytes that are safe.
                 */
                offset: number;
                /**
                 * Format: int64
                 * @description The file in the tray, once it is there.
                 */
                staging_id?: number | null;
                /** @enum {string} */
                state: "receiving" | "received" | "completed" | "failed";
            };
            message: string;
            /**
             * @description Always true.
             * @example true
             */
            success: boolean;
        };
        /** @description The answer to a request that succeeded. */
        Envelope_UploadBatch: {
            /** @description Files that were sent together. */
            data: {
                /** Format: date-time */
                closed_at?: string | null;
                /** Format: date-time */
                created_at: string;
                /** Format: int64 */
                created_by_user_id?: number | null;
                /**
                 * Format: int32
                 * @description Files whose bytes the tray had.
                 */
                duplicate: number;
                /**
                 * Format: int32
                 * @description Files that were refused or never came whole.
                 */
                failed: number;
                /** @example 0191e8f4-7c3a-4b1d-9f20-000000000007 */
                id: string;
                /** @example Ferry, second card */
                name?: string | null;
                /**
                 * Format: int32
                 * @description Files that are new in the tray.
                 */
                received: number;
                /** @enum {string} */
                source: "upload" | "watched_folder" | "inbox";
                /** @enum {string} */
                state: "open" | "closed";
                /**
                 * Format: int32
                 * @description Files announced or sent.
                 */
                total: number;
                /** Format: int64 */
                version: number;
            };
            message: string;
            /**
             * @description Always true.
             * @example true
             */
            success: boolean;
        };
        /** @description The answer to a request that succeeded. */
        Envelope_UploadResult: {
            /** @description What became of an upload. */
            data: {
                /** @example 0 */
                duplicates: number;
                /** @example 3 */
                failed: number;
                /** @description One entry per file, in the order in which they were sent. */
                files: components["schemas"]["FileResult"][];
                /** @example 0 */
                restored: number;
                /** @example 7 */
                stored: number;
            };
            message: string;
            /**
             * @description Always true.
             * @example true
             */
            success: boolean;
        };
        /** @description The answer to a request that succeeded. */
        Envelope_User: {
            /** @description A person. */
            data: {
                avatar_url?: string | null;
                /** Format: date-time */
                created_at: string;
                /** @example kari@nordlys.example */
                email?: string | null;
                /** Format: date-time */
                email_verified_at?: string | null;
                /**
                 * Format: int64
                 * @example 7
                 */
                id: number;
                is_active: boolean;
                /** @enum {string} */
                kind: "studio" | "client" | "guest" | "vendor";
                /** @example Kari Nordmann */
                name: string;
                /** @description The client organizations that the person is a contact of. */
                organization_ids: number[];
                phone?: string | null;
                /** @example Europe/Oslo */
                timezone?: string | null;
                /** Format: date-time */
                updated_at: string;
                /** @example kari */
                username?: string | null;
                /** Format: int64 */
                version: number;
            };
            message: string;
            /**
             * @description Always true.
             * @example true
             */
            success: boolean;
        };
        /** @description The answer to a request that succeeded. */
        Envelope_VersionResult: {
            /** @description What became of the file. */
            data: {
                image: components["schemas"]["StoredImage"];
                /**
                 * Format: int32
                 * @description Which version these bytes are.
                 * @example 2
                 */
                number: number;
                /**
                 * @description `versioned`, or `duplicate`: the picture has had these bytes, and stays what it is.
                 * @example versioned
                 */
                status: string;
            };
            message: string;
            /**
             * @description Always true.
             * @example true
             */
            success: boolean;
        };
        /** @description An answer with its reason. */
        Explanation: {
            allowed: boolean;
            /** @example role studio_user */
            reason: string;
            /** @description Whether the row is visible at all. */
            visible: boolean;
        };
        /** @description A name with how many files have it. */
        FacetBody: {
            /**
             * Format: int64
             * @example 12
             */
            count: number;
            /** @example NIKON Z 6 */
            name: string;
        };
        /** @description One fault of the input. */
        FieldError: {
            /**
             * @description The rule that it breaks.
             * @example required
             */
            code: string;
            /** @example subject_name must not be empty */
            message: string;
            /** @description Which query parameter or header, where it is not the body. */
            parameter?: string | null;
            /**
             * @description Where in the body, as a JSON pointer.
             * @example /subject_name
             */
            pointer?: string | null;
        };
        /** @description Why a file was not taken. */
        FileError: {
            /** @example unsupported_image_type */
            code: string;
            /** @example HEIC files are not accepted; send JPEG, PNG, WebP, TIFF or GIF */
            detail: string;
        };
        /** @description A file, and the picture of which it is to be the next version. */
        FileOfPicture: {
            /**
             * Format: int64
             * @example 812
             */
            image_id: number;
            /**
             * Format: int64
             * @example 4711
             */
            staging_id: number;
        };
        /** @description What became of one file. */
        FileResult: {
            error?: components["schemas"]["FileError"] | null;
            /** @example DSC_0812.jpg */
            filename: string;
            image?: components["schemas"]["StoredImage"] | null;
            /**
             * Format: int32
             * @description Which version of the picture these bytes are, where it has become another since.
             */
            older_version?: number | null;
            /**
             * @description `stored`, `duplicate` (the studio had these bytes), `restored` (it had deleted them) or `failed`.
             * @example stored
             */
            status: string;
        };
        /** @description How many files are wanted. */
        FlagFacets: {
            /** Format: int64 */
            none: number;
            /**
             * Format: int64
             * @example 12
             */
            pick: number;
            /** Format: int64 */
            reject: number;
        };
        /**
         * @description A point of a picture: fractions of its width and height, from the upper left corner.
         * @example {
         *       "x": 0.5,
         *       "y": 0.33
         *     }
         */
        FocalPoint: {
            /** Format: double */
            x: number;
            /** Format: double */
            y: number;
        };
        /**
         * @description Whose password was forgotten.
         * @example {
         *       "username": "kari@nordlys.example"
         *     }
         */
        ForgottenAccount: {
            /** @description The studio's subdomain, where one address signs in to several studios; without it every one of them writes. */
            studio?: string | null;
            /** @description A user name or an e-mail address. */
            username: string;
        };
        /** @description A set of pictures for one client. */
        Gallery: {
            ai_enabled: boolean;
            /**
             * Format: int32
             * @description Those of them that somebody outside the studio has approved.
             */
            approved_count?: number | null;
            /** Format: date-time */
            archived_at?: string | null;
            /** Format: date-time */
            completed_at?: string | null;
            /**
             * Format: int64
             * @description Grows whenever the pictures in it change.
             */
            content_version: number;
            /** Format: date-time */
            created_at: string;
            /** Format: int64 */
            created_by_user_id?: number | null;
            /** Format: date-time */
            deleted_at?: string | null;
            /** Format: date-time */
            delivered_at?: string | null;
            description?: string | null;
            /** Format: int32 */
            download_count?: number | null;
            /**
             * Format: int64
             * @example 445
             */
            id: number;
            /**
             * Format: int32
             * @description Live pictures in its groups, each counted once. Guests get null for this and the next three.
             */
            image_count?: number | null;
            /** Format: date-time */
            last_activity_at?: string | null;
            /** @enum {string} */
            mode: "presentation" | "proofing";
            /** Format: int64 */
            organization_id: number;
            primary_image?: components["schemas"]["Cover"] | null;
            /**
             * Format: int64
             * @description The image that was chosen to stand for it, for those who may see that one.
             */
            primary_image_id?: number | null;
            proofing: components["schemas"]["ProofingSettings"];
            /** @enum {string} */
            status: "active" | "completed" | "archived";
            /** @example Annual report portraits */
            subject_name: string;
            /** Format: date-time */
            updated_at: string;
            /** Format: int64 */
            version: number;
        };
        /** @description A picture in its place. */
        GalleryImage: components["schemas"]["Image"] & {
            /** Format: int64 */
            group_id: number;
            /** @example main */
            group_type: string;
            /** @description What the caller says of it. */
            own_decision: components["schemas"]["Decision"];
            /**
             * @description What stands for it until it has come: a JPEG of at most 24 px in base64, below a kilobyte. Only with
             *     `include=placeholder`, and where the viewer may look at the picture.
             * @example /9j/4AAQSkZJRgABAQ…
             */
            placeholder?: string | null;
            /**
             * Format: int32
             * @description Its place in the group.
             */
            sort_order: number;
            summary?: components["schemas"]["ProofSummary"] | null;
        };
        /**
         * @description A change to a gallery: an absent field stays, `null` clears.
         * @example {
         *       "description": null
         *     }
         */
        GalleryPatch: {
            description?: string | null;
            /** @enum {string} */
            mode?: "presentation" | "proofing";
            /**
             * Format: int64
             * @description An image of one of its groups; `null` leaves it to the first one.
             */
            primary_image_id?: number | null;
            proofing?: components["schemas"]["ProofingPatch"];
            subject_name?: string;
        };
        /** @description A permission for a person in one place. */
        Grant: {
            /** Format: int64 */
            context_id: number;
            /** @enum {string} */
            context_type: "studio" | "organization" | "gallery" | "product" | "image_group" | "image" | "user";
            /** Format: date-time */
            expires_at?: string | null;
            /** Format: date-time */
            granted_at: string;
            /** Format: int64 */
            granted_by_user_id?: number | null;
            /**
             * Format: int64
             * @example 3
             */
            id: number;
            /** @enum {string} */
            permission: "can_view_gallery" | "can_create_gallery" | "can_edit_gallery" | "can_delete_gallery" | "can_complete_gallery" | "can_deliver_gallery" | "can_archive_gallery" | "can_share_gallery" | "can_view_restricted_groups" | "can_upload_images" | "can_version_images" | "can_edit_images" | "can_delete_images" | "can_duplicate_images" | "can_download_images" | "can_rate_images" | "can_comment_on_images" | "can_approve_images" | "can_request_edits" | "can_access_originals" | "can_manage_image_groups" | "can_manage_products" | "can_view_products" | "can_access_staging" | "can_assign_staging" | "can_use_library" | "can_enable_ai" | "can_train_ai" | "can_view_ai_costs" | "can_generate_ai_portraits" | "can_disable_ai_portraits" | "can_consent_ai_use" | "can_view_calendar" | "can_create_session" | "can_edit_session" | "can_cancel_session" | "can_confirm_booking" | "can_deny_booking" | "can_request_booking" | "can_view_organization" | "can_manage_org_users" | "can_manage_org_settings" | "can_create_organization" | "can_edit_organization" | "can_view_documents" | "can_upload_documents" | "can_delete_documents" | "can_create_invoice" | "can_edit_invoice" | "can_send_invoice" | "can_record_payment" | "can_cancel_invoice" | "can_view_invoice" | "can_export_invoice_pdf" | "can_invite_users" | "can_manage_users" | "can_assign_roles" | "can_manage_studio_settings" | "can_view_audit_log" | "can_manage_webhooks" | "can_manage_api_tokens" | "can_send_messages" | "can_view_messages";
            /** Format: int64 */
            user_id: number;
        };
        /**
         * @description How a group of the pool is to hang.
         * @example {
         *       "type": "main",
         *       "visibility": "public"
         *     }
         */
        GroupHanging: {
            /**
             * Format: int32
             * @description Without it the group hangs last, or stays where it is.
             */
            sort_order?: number | null;
            /** @description What it is for here; the same group can be something else elsewhere. */
            type: string;
            /** @enum {string} */
            visibility: "public" | "members" | "studio";
        };
        /**
         * @description The groups of an owner in their new order.
         * @example {
         *       "groups": [
         *         {
         *           "group_id": 31,
         *           "type": "lookbook_summer_2026"
         *         },
         *         {
         *           "group_id": 30,
         *           "type": "main"
         *         }
         *       ]
         *     }
         */
        GroupOrder: {
            groups: components["schemas"]["GroupPlace"][];
        };
        /** @description One group of an owner, as one of its types. */
        GroupPlace: {
            /** Format: int64 */
            group_id: number;
            type: string;
        };
        /** @description A guest who came in. */
        GuestSession: components["schemas"]["SignedInBody"] & {
            /** Format: date-time */
            expires_at?: string | null;
            /**
             * Format: int64
             * @example 445
             */
            gallery_id: number;
            /** @description Whether downloads wait for a PIN: see `POST /api/v1/share/unlock-downloads`. */
            needs_download_pin: boolean;
            policy: components["schemas"]["DeliveryPolicy"];
            /** @example Annual report portraits */
            subject_name: string;
        };
        /** @description A picture as its viewer may see it. */
        Image: {
            /** @enum {string} */
            ai: "none" | "edited" | "generated";
            alt_text?: string | null;
            /** @description BLAKE3 of the original; for the studio's own people. */
            content_hash?: string | null;
            /** @enum {string} */
            content_type: "image/jpeg" | "image/png" | "image/webp" | "image/tiff" | "image/gif";
            /**
             * Format: int32
             * @description Which of its versions the picture is, from 1.
             * @example 1
             */
            current_version: number;
            /** Format: date-time */
            deleted_at?: string | null;
            downloads: {
                [key: string]: string;
            };
            /** @description Why the derivatives could not be made; for the studio's own people. */
            failure?: string | null;
            /**
             * Format: int64
             * @description Bytes of the original.
             */
            file_size: number;
            /** @example DSC_0812.jpg */
            filename: string;
            focal_point?: components["schemas"]["FocalPoint"] | null;
            /**
             * Format: int32
             * @example 4000
             */
            height: number;
            /**
             * Format: int64
             * @example 812
             */
            id: number;
            metadata: Record<string, never>;
            /**
             * @description 64 bits, as 16 hex digits; pictures that look alike differ in few of them. For the studio's own people.
             * @example a0f1c2d3e4b5a697
             */
            perceptual_hash?: string | null;
            /** @enum {string} */
            state: "processing" | "ready" | "failed";
            /**
             * @description When the shutter opened, by the camera's own clock and without a zone.
             * @example 2026-06-01T14:03:22
             */
            taken_at?: string | null;
            /** Format: date-time */
            uploaded_at: string;
            urls: {
                [key: string]: string;
            };
            /** Format: int64 */
            version: number;
            /**
             * Format: int32
             * @description Pixels, as seen.
             * @example 6000
             */
            width: number;
        };
        /** @description Why a picture stays as it was. */
        ImageError: {
            /** @example image_in_use */
            code: string;
            /** @example this image is used in 2 places; delete it with force, or take it out of them */
            detail: string;
            /** @description Where it is used, when it stays for that reason. */
            uses?: components["schemas"]["ImageUse"][];
        };
        /** @description One file of a photo. */
        ImageFile: {
            camera?: string | null;
            cloud_storage_info?: Record<string, never> | null;
            /** @description BLAKE3 of its bytes, where they are here. */
            content_hash?: string | null;
            /** Format: date-time */
            created_at: string;
            exif_dict?: Record<string, never> | null;
            /** @example cr3 */
            file_format?: string | null;
            /**
             * Format: int64
             * @description Bytes.
             */
            file_size?: number | null;
            /** @example IMG_001.CR3 */
            filename: string;
            /** Format: double */
            gps_latitude?: number | null;
            /** Format: double */
            gps_longitude?: number | null;
            has_gps: boolean;
            /** @description Whether the photo's hot preview came with it. */
            has_hotpreview: boolean;
            /** @description Whether its photo has a RAW file besides it. */
            has_raw_companion: boolean;
            /** Format: int32 */
            height?: number | null;
            /**
             * Format: int64
             * @example 12
             */
            id: number;
            /** Format: int64 */
            import_session_id?: number | null;
            imported_info?: Record<string, never> | null;
            /** Format: date-time */
            imported_time: string;
            /** @description Whether its bytes are here. */
            is_stored: boolean;
            lens?: string | null;
            local_storage_info?: Record<string, never> | null;
            /** @description Why no picture could be made of it. */
            no_preview?: string | null;
            /**
             * @description 16 hex digits of the hash by cosine transform, by which similar pictures are found.
             * @example e1c3870f1e3c78f0
             */
            perceptual_hash?: string | null;
            photo_hothash: string;
            taken_at?: components["schemas"]["ShutterTime"] | null;
            /** Format: date-time */
            updated_at: string;
            /** Format: int32 */
            width?: number | null;
        };
        /** @description A file of a photo, in short. */
        ImageFileSummary: {
            /**
             * @description `jpeg`, `png`, `webp`, `tiff`, `gif`, `heic`, or a kind of RAW.
             * @example cr3
             */
            file_format?: string | null;
            /**
             * Format: int64
             * @description Bytes.
             */
            file_size?: number | null;
            /** @example IMG_001.CR3 */
            filename: string;
            /**
             * Format: int64
             * @example 12
             */
            id: number;
            /** @description Whether its bytes are here. */
            is_stored: boolean;
        };
        /** @description What became of a file. */
        ImageFileUploaded: {
            /**
             * Format: int64
             * @description Bytes.
             */
            file_size?: number | null;
            /** @example IMG_001.jpg */
            filename: string;
            /**
             * Format: int64
             * @example 12
             */
            image_file_id: number;
            /** @description Why no picture could be made of the file, where none could. */
            no_preview?: string | null;
            /** @description False where the file joined a photo that was there. */
            photo_created: boolean;
            photo_hothash: string;
        };
        /** @description A group as it hangs under its owner. */
        ImageGroup: {
            description?: string | null;
            /**
             * Format: int64
             * @example 31
             */
            id: number;
            /**
             * Format: int64
             * @description Live pictures in the group.
             */
            image_count: number;
            /** @description The first pictures; only with `include=images`. */
            images?: components["schemas"]["GalleryImage"][] | null;
            /** @example Behind the scenes */
            name: string;
            /** Format: int32 */
            sort_order: number;
            /** @example behind_the_scenes */
            type: string;
            /** @enum {string} */
            visibility: "public" | "members" | "studio";
        };
        /**
         * @description A change to a group: an absent field stays, `null` clears.
         * @example {
         *       "sort_order": 2,
         *       "visibility": "studio"
         *     }
         */
        ImageGroupPatch: {
            description?: string | null;
            name?: string;
            /** Format: int32 */
            sort_order?: number;
            /** @enum {string} */
            visibility?: "public" | "members" | "studio";
        };
        /**
         * @description Pictures of the pool, in order.
         * @example {
         *       "image_ids": [
         *         812,
         *         811,
         *         815
         *       ]
         *     }
         */
        ImageIds: {
            image_ids: number[];
        };
        /**
         * @description A change to a picture: an absent field stays, `null` clears.
         * @example {
         *       "alt_text": "The board in front of the new ferry"
         *     }
         */
        ImagePatch: {
            /** @enum {string} */
            ai?: "none" | "edited" | "generated";
            /** @description For people who cannot see it. */
            alt_text?: string | null;
            filename?: string;
            focal_point?: components["schemas"]["FocalPoint"] | null;
        };
        /** @description How many pictures are in which state. */
        ImageProgress: {
            /**
             * Format: int64
             * @example 0
             */
            failed: number;
            /**
             * Format: int64
             * @example 3
             */
            processing: number;
            /**
             * Format: int64
             * @example 7
             */
            ready: number;
            /**
             * Format: int64
             * @example 10
             */
            total: number;
        };
        /** @description What became of one picture. */
        ImageResult: {
            /**
             * @description Whether it is as it was to be.
             * @example true
             */
            done: boolean;
            error?: components["schemas"]["ImageError"] | null;
            /**
             * Format: int64
             * @example 812
             */
            image_id: number;
        };
        /** @description What became of many pictures. */
        ImageResults: {
            /** @example 2 */
            done: number;
            /** @example 0 */
            failed: number;
            /** @description One entry per picture, in the order in which they were named. */
            images: components["schemas"]["ImageResult"][];
        };
        /**
         * @description Which pictures go where.
         * @example {
         *       "image_ids": [
         *         812,
         *         811
         *       ],
         *       "position": 1,
         *       "to_group_id": 32
         *     }
         */
        ImageTransfer: {
            /** @description Pictures of the group, in the order in which they shall stand. */
            image_ids: number[];
            /** @description Where the first of them comes to stand, from 1; last if it is missing. */
            position?: number | null;
            /** Format: int64 */
            to_group_id: number;
        };
        /** @description Where a picture or a group is used: in a group, and through it by a gallery, by a product, or by nobody yet. */
        ImageUse: {
            /** Format: int64 */
            gallery_id?: number | null;
            gallery_name?: string | null;
            /** Format: int64 */
            group_id: number;
            group_name: string;
            /** Format: int64 */
            product_id?: number | null;
            product_name?: string | null;
            /** @example main */
            type?: string | null;
        };
        /** @description A version of a picture. */
        ImageVersion: {
            /** Format: date-time */
            created_at: string;
            file?: components["schemas"]["ImageVersionFile"] | null;
            /** @description Whether the picture is this version now. */
            is_current: boolean;
            /**
             * @description What was done to the picture.
             * @example Reflections in the glasses removed
             */
            notes?: string | null;
            /**
             * Format: int32
             * @description From 1, in the order of arrival.
             * @example 2
             */
            number: number;
        };
        /** @description The file of a version. */
        ImageVersionFile: {
            /** Format: int64 */
            created_by_user_id?: number | null;
            /**
             * @description The name under which it came.
             * @example DSC_0812-edit.tif
             */
            filename: string;
            /** @description The picture as it is in this version, with addresses for comparing it with others. */
            image: components["schemas"]["Image"];
        };
        /**
         * @description Which pictures to delete.
         * @example {
         *       "force": false,
         *       "image_ids": [
         *         812,
         *         811
         *       ]
         *     }
         */
        ImagesToDelete: {
            /**
             * @description Also those that are used.
             * @default false
             */
            force: boolean;
            image_ids: number[];
        };
        /**
         * @description Which pictures to bring back.
         * @example {
         *       "image_ids": [
         *         812,
         *         811
         *       ]
         *     }
         */
        ImagesToRestore: {
            image_ids: number[];
        };
        /** @description A file that an import could not take. */
        ImportError: {
            /** @example unreadable */
            code: string;
            /** Format: date-time */
            created_at: string;
            /**
             * @description Null where it is about the import as a whole.
             * @example IMG_0042.CR3
             */
            filename?: string | null;
            /**
             * Format: int64
             * @example 17
             */
            id: number;
            /** @example the card has a bad sector */
            message: string;
        };
        /**
         * @description Why an import failed.
         * @example {
         *       "reason": "the card was pulled out"
         *     }
         */
        ImportFailure: {
            reason?: string | null;
        };
        /** @description How far an import has come. */
        ImportProgress: {
            /**
             * Format: int32
             * @example 1
             */
            failed_files: number;
            /**
             * Format: int64
             * @example 119
             */
            images_count: number;
            /**
             * Format: int32
             * @example 120
             */
            processed_files: number;
            /** @enum {string} */
            status: "pending" | "running" | "completed" | "failed" | "cancelled";
            /**
             * Format: int32
             * @example 412
             */
            total_files: number;
        };
        /** @description Many files that come into a library together. */
        ImportSession: {
            /** Format: date-time */
            created_at: string;
            /** Format: int64 */
            default_author_id?: number | null;
            description?: string | null;
            /**
             * Format: int32
             * @example 1
             */
            failed_files: number;
            /** Format: date-time */
            finished_at?: string | null;
            /**
             * Format: int64
             * @example 3
             */
            id: number;
            /**
             * Format: int64
             * @description Files of the library that came by it and are still there.
             * @example 119
             */
            images_count: number;
            /** @example Lofoten, second card */
            name: string;
            /**
             * Format: int32
             * @description Files that are done with, those that failed included.
             * @example 120
             */
            processed_files: number;
            source_path?: string | null;
            /** Format: date-time */
            started_at?: string | null;
            /** @enum {string} */
            status: "pending" | "running" | "completed" | "failed" | "cancelled";
            /**
             * @description The same as `name`, for older clients.
             * @example Lofoten, second card
             */
            title: string;
            /**
             * Format: int32
             * @description Files that are expected.
             * @example 412
             */
            total_files: number;
            /** Format: date-time */
            updated_at: string;
            /**
             * Format: int64
             * @description Counting leaves it as it is.
             */
            version: number;
        };
        /**
         * @description A change to an import: an absent field stays, `null` clears.
         * @example {
         *       "description": null,
         *       "total_files": 420
         *     }
         */
        ImportSessionPatch: {
            /** Format: int64 */
            default_author_id?: number | null;
            description?: string | null;
            name?: string;
            source_path?: string | null;
            /** @description Another word for `name`, which older clients say. */
            title?: string;
            /**
             * Format: int32
             * @description How many files will come. It is never fewer than came already.
             */
            total_files?: number;
        };
        /** @description A line of the log of a picture. */
        Interaction: {
            approved_for_marketing?: boolean | null;
            /** @description BLAKE3 of the original that it was about. */
            content_hash: string;
            /** Format: date-time */
            created_at: string;
            /** @example approved */
            decision?: string | null;
            /** Format: date-time */
            downloaded_at?: string | null;
            edit_notes?: string | null;
            edit_requested?: boolean | null;
            /** Format: int64 */
            id: number;
            /** @enum {string} */
            interaction_type: "rating" | "note" | "approval" | "download" | "edit_request";
            /**
             * @description Where a download was asked for from.
             * @example 192.0.2.7
             */
            ip_address?: string | null;
            note?: string | null;
            /** Format: int32 */
            rating?: number | null;
            /** Format: int64 */
            share_link_id?: number | null;
            /** Format: int64 */
            user_id?: number | null;
            user_name?: string | null;
        };
        /** @description An offer to join the studio. */
        Invitation: {
            /** Format: date-time */
            accepted_at?: string | null;
            /** Format: date-time */
            created_at: string;
            /** @example ola@client.example */
            email: string;
            /** Format: date-time */
            expires_at: string;
            /**
             * Format: int64
             * @example 12
             */
            id: number;
            /** Format: int64 */
            invited_by_user_id: number;
            /** Format: int64 */
            organization_id?: number | null;
            /** Format: date-time */
            revoked_at?: string | null;
            /** Format: int64 */
            role_id: number;
            /** @description Shown once, in the answer that made it; the letter carries it too. */
            token?: string | null;
        };
        /** @description A piece of background work. What it works on is left out: letters carry secrets. */
        Job: {
            /** Format: int32 */
            attempts: number;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            finished_at?: string | null;
            /**
             * Format: int64
             * @example 99
             */
            id: number;
            /** @example images.make_derivatives */
            kind: string;
            last_error?: string | null;
            /** Format: int32 */
            max_attempts: number;
            /**
             * Format: date-time
             * @description Not before this instant.
             */
            run_at: string;
            /** @enum {string} */
            state: "queued" | "running" | "succeeded" | "dead";
            /** Format: date-time */
            updated_at: string;
        };
        /** @description One page of a list. */
        Listing_Activity: {
            data: {
                /**
                 * @description The name at that time.
                 * @example Ola
                 */
                actor_name?: string | null;
                /**
                 * Format: int64
                 * @description Who did it; null for the program itself.
                 */
                actor_user_id?: number | null;
                /** Format: int64 */
                id: number;
                /**
                 * @description How many pictures it is about.
                 * @example 3
                 */
                image_count: number;
                /** @description The first of them, at most 20. */
                image_ids: number[];
                /** @example image.approved */
                kind: string;
                link?: components["schemas"]["ActivityLink"] | null;
                /** Format: date-time */
                occurred_at: string;
                /**
                 * @description The list that was handed in.
                 * @example Favourites
                 */
                selection_name?: string | null;
            }[];
            message: string;
            pagination: components["schemas"]["Pagination"];
            /**
             * @description Always true.
             * @example true
             */
            success: boolean;
        };
        /** @description One page of a list. */
        Listing_ApiToken: {
            data: {
                /** Format: date-time */
                created_at: string;
                /** Format: date-time */
                expires_at?: string | null;
                /**
                 * Format: int64
                 * @example 4
                 */
                id: number;
                /**
                 * Format: date-time
                 * @description To the hour.
                 */
                last_used_at?: string | null;
                /** @example Web shop */
                name: string;
                permissions: ("can_view_gallery" | "can_create_gallery" | "can_edit_gallery" | "can_delete_gallery" | "can_complete_gallery" | "can_deliver_gallery" | "can_archive_gallery" | "can_share_gallery" | "can_view_restricted_groups" | "can_upload_images" | "can_version_images" | "can_edit_images" | "can_delete_images" | "can_duplicate_images" | "can_download_images" | "can_rate_images" | "can_comment_on_images" | "can_approve_images" | "can_request_edits" | "can_access_originals" | "can_manage_image_groups" | "can_manage_products" | "can_view_products" | "can_access_staging" | "can_assign_staging" | "can_use_library" | "can_enable_ai" | "can_train_ai" | "can_view_ai_costs" | "can_generate_ai_portraits" | "can_disable_ai_portraits" | "can_consent_ai_use" | "can_view_calendar" | "can_create_session" | "can_edit_session" | "can_cancel_session" | "can_confirm_booking" | "can_deny_booking" | "can_request_booking" | "can_view_organization" | "can_manage_org_users" | "can_manage_org_settings" | "can_create_organization" | "can_edit_organization" | "can_view_documents" | "can_upload_documents" | "can_delete_documents" | "can_create_invoice" | "can_edit_invoice" | "can_send_invoice" | "can_record_payment" | "can_cancel_invoice" | "can_view_invoice" | "can_export_invoice_pdf" | "can_invite_users" | "can_manage_users" | "can_assign_roles" | "can_manage_studio_settings" | "can_view_audit_log" | "can_manage_webhooks" | "can_manage_api_tokens" | "can_send_messages" | "can_view_messages")[];
                /**
                 * @description How the token begins, to tell it from others.
                 * @example atl_5iH1vPzW
                 */
                prefix: string;
                /** Format: date-time */
                revoked_at?: string | null;
                /**
                 * @description Shown once, in the answer that made it. Send it as `Authorization: Bearer …`.
                 * @example atl_5iH1vPzWcQ0y2m4n6b8x1c3v5z7a9s1d3f5g7h9j1k0
                 */
                token?: string | null;
                /**
                 * Format: int64
                 * @description The person who answers for it. It never may more than this person may.
                 */
                user_id: number;
            }[];
            message: string;
            pagination: components["schemas"]["Pagination"];
            /**
             * @description Always true.
             * @example true
             */
            success: boolean;
        };
        /** @description One page of a list. */
        Listing_AuditEntry: {
            data: {
                actor_name?: string | null;
                /**
                 * Format: int64
                 * @description Who did it; null for the program itself.
                 */
                actor_user_id?: number | null;
                /** Format: int64 */
                id: number;
                /** @example gallery.created */
                kind: string;
                /** Format: date-time */
                occurred_at: string;
                /** @description Ids and plain facts. */
                payload: Record<string, never>;
                /** Format: int64 */
                subject_id?: number | null;
                /** @example gallery */
                subject_type?: string | null;
            }[];
            message: string;
            pagination: components["schemas"]["Pagination"];
            /**
             * @description Always true.
             * @example true
             */
            success: boolean;
        };
        /** @description One page of a list. */
        Listing_Author: {
            data: {
                bio?: string | null;
                /** Format: date-time */
                created_at: string;
                /** @example aase@berg.example */
                email?: string | null;
                /**
                 * Format: int64
                 * @example 4
                 */
                id: number;
                /**
                 * Format: int64
                 * @description How many photographs of the library name them.
                 * @example 12
                 */
                image_count: number;
                /** @example Åse Berg */
                name: string;
                /** Format: date-time */
                updated_at: string;
                /** Format: int64 */
                version: number;
            }[];
            message: string;
            pagination: components["schemas"]["Pagination"];
            /**
             * @description Always true.
             * @example true
             */
            success: boolean;
        };
        /** @description One page of a list. */
        Listing_Comment: {
            data: {
                /**
                 * @description Empty once the comment is deleted.
                 * @example Can the lamp go?
                 */
                body: string;
                /** Format: date-time */
                created_at: string;
                /** Format: date-time */
                deleted_at?: string | null;
                /** Format: date-time */
                edited_at?: string | null;
                /**
                 * Format: int64
                 * @example 17
                 */
                id: number;
                /** Format: int64 */
                image_id: number;
                /** @description For the studio's own people alone. */
                internal: boolean;
                /**
                 * Format: int64
                 * @description The comment that it answers; absent at the beginning of a thread.
                 */
                parent_id?: number | null;
                pin?: components["schemas"]["Pin"] | null;
                /** Format: date-time */
                resolved_at?: string | null;
                /** Format: int64 */
                resolved_by_user_id?: number | null;
                /** Format: int64 */
                user_id: number;
                user_name: string;
            }[];
            message: string;
            pagination: components["schemas"]["Pagination"];
            /**
             * @description Always true.
             * @example true
             */
            success: boolean;
        };
        /** @description One page of a list. */
        Listing_DecisionEntry: {
            data: (components["schemas"]["Decision"] & {
                /** @description A person of the studio itself; the gallery's counters and shared limits leave it out. */
                by_studio: boolean;
                /** @example DSC_0812.jpg */
                filename: string;
                /**
                 * Format: int64
                 * @example 812
                 */
                image_id: number;
                /** Format: date-time */
                updated_at: string;
                /** Format: int64 */
                user_id: number;
                user_name: string;
            })[];
            message: string;
            pagination: components["schemas"]["Pagination"];
            /**
             * @description Always true.
             * @example true
             */
            success: boolean;
        };
        /** @description One page of a list. */
        Listing_DuplicateGroup: {
            data: {
                /** @description The one that is proposed to be kept: the largest, then the best rated, then the one that came first. */
                best: components["schemas"]["Photo"];
                /**
                 * @description How many there are, the best one included.
                 * @example 3
                 */
                count: number;
                /** @description The others, the nearest first; at most 50 of them are shown. */
                others: components["schemas"]["DuplicatePhoto"][];
            }[];
            message: string;
            pagination: components["schemas"]["Pagination"];
            /**
             * @description Always true.
             * @example true
             */
            success: boolean;
        };
        /** @description One page of a list. */
        Listing_Gallery: {
            data: {
                ai_enabled: boolean;
                /**
                 * Format: int32
                 * @description Those of them that somebody outside the studio has approved.
                 */
                approved_count?: number | null;
                /** Format: date-time */
                archived_at?: string | null;
                /** Format: date-time */
                completed_at?: string | null;
                /**
                 * Format: int64
                 * @description Grows whenever the pictures in it change.
                 */
                content_version: number;
                /** Format: date-time */
                created_at: string;
                /** Format: int64 */
                created_by_user_id?: number | null;
                /** Format: date-time */
                deleted_at?: string | null;
                /** Format: date-time */
                delivered_at?: string | null;
                description?: string | null;
                /** Format: int32 */
                download_count?: number | null;
                /**
                 * Format: int64
                 * @example 445
                 */
                id: number;
                /**
                 * Format: int32
                 * @description Live pictures in its groups, each counted once. Guests get null for this and the next three.
                 */
                image_count?: number | null;
                /** Format: date-time */
                last_activity_at?: string | null;
                /** @enum {string} */
                mode: "presentation" | "proofing";
                /** Format: int64 */
                organization_id: number;
                primary_image?: components["schemas"]["Cover"] | null;
                /**
                 * Format: int64
                 * @description The image that was chosen to stand for it, for those who may see that one.
                 */
                primary_image_id?: number | null;
                proofing: components["schemas"]["ProofingSettings"];
                /** @enum {string} */
                status: "active" | "completed" | "archived";
                /** @example Annual report portraits */
                subject_name: string;
                /** Format: date-time */
                updated_at: string;
                /** Format: int64 */
                version: number;
            }[];
            message: string;
            pagination: components["schemas"]["Pagination"];
            /**
             * @description Always true.
             * @example true
             */
            success: boolean;
        };
        /** @description One page of a list. */
        Listing_GalleryImage: {
            data: (components["schemas"]["Image"] & {
                /** Format: int64 */
                group_id: number;
                /** @example main */
                group_type: string;
                /** @description What the caller says of it. */
                own_decision: components["schemas"]["Decision"];
                /**
                 * @description What stands for it until it has come: a JPEG of at most 24 px in base64, below a kilobyte. Only with
                 *     `include=placeholder`, and where the viewer may look at the picture.
                 * @example /9j/4AAQSkZJRgABAQ…
                 */
                placeholder?: string | null;
                /**
                 * Format: int32
                 * @description Its place in the group.
                 */
                sort_order: number;
                summary?: components["schemas"]["ProofSummary"] | null;
            })[];
            message: string;
            pagination: components["schemas"]["Pagination"];
            /**
             * @description Always true.
             * @example true
             */
            success: boolean;
        };
        /** @description One page of a list. */
        Listing_Grant: {
            data: {
                /** Format: int64 */
                context_id: number;
                /** @enum {string} */
                context_type: "studio" | "organization" | "gallery" | "product" | "image_group" | "image" | "user";
                /** Format: date-time */
                expires_at?: string | null;
                /** Format: date-time */
                granted_at: string;
                /** Format: int64 */
                granted_by_user_id?: number | null;
                /**
                 * Format: int64
                 * @example 3
                 */
                id: number;
                /** @enum {string} */
                permission: "can_view_gallery" | "can_create_gallery" | "can_edit_gallery" | "can_delete_gallery" | "can_complete_gallery" | "can_deliver_gallery" | "can_archive_gallery" | "can_share_gallery" | "can_view_restricted_groups" | "can_upload_images" | "can_version_images" | "can_edit_images" | "can_delete_images" | "can_duplicate_images" | "can_download_images" | "can_rate_images" | "can_comment_on_images" | "can_approve_images" | "can_request_edits" | "can_access_originals" | "can_manage_image_groups" | "can_manage_products" | "can_view_products" | "can_access_staging" | "can_assign_staging" | "can_use_library" | "can_enable_ai" | "can_train_ai" | "can_view_ai_costs" | "can_generate_ai_portraits" | "can_disable_ai_portraits" | "can_consent_ai_use" | "can_view_calendar" | "can_create_session" | "can_edit_session" | "can_cancel_session" | "can_confirm_booking" | "can_deny_booking" | "can_request_booking" | "can_view_organization" | "can_manage_org_users" | "can_manage_org_settings" | "can_create_organization" | "can_edit_organization" | "can_view_documents" | "can_upload_documents" | "can_delete_documents" | "can_create_invoice" | "can_edit_invoice" | "can_send_invoice" | "can_record_payment" | "can_cancel_invoice" | "can_view_invoice" | "can_export_invoice_pdf" | "can_invite_users" | "can_manage_users" | "can_assign_roles" | "can_manage_studio_settings" | "can_view_audit_log" | "can_manage_webhooks" | "can_manage_api_tokens" | "can_send_messages" | "can_view_messages";
                /** Format: int64 */
                user_id: number;
            }[];
            message: string;
            pagination: components["schemas"]["Pagination"];
            /**
             * @description Always true.
             * @example true
             */
            success: boolean;
        };
        /** @description One page of a list. */
        Listing_Image: {
            data: {
                /** @enum {string} */
                ai: "none" | "edited" | "generated";
                alt_text?: string | null;
                /** @description BLAKE3 of the original; for the studio's own people. */
                content_hash?: string | null;
                /** @enum {string} */
                content_type: "image/jpeg" | "image/png" | "image/webp" | "image/tiff" | "image/gif";
                /**
                 * Format: int32
                 * @description Which of its versions the picture is, from 1.
                 * @example 1
                 */
                current_version: number;
                /** Format: date-time */
                deleted_at?: string | null;
                downloads: {
                    [key: string]: string;
                };
                /** @description Why the derivatives could not be made; for the studio's own people. */
                failure?: string | null;
                /**
                 * Format: int64
                 * @description Bytes of the original.
                 */
                file_size: number;
                /** @example DSC_0812.jpg */
                filename: string;
                focal_point?: components["schemas"]["FocalPoint"] | null;
                /**
                 * Format: int32
                 * @example 4000
                 */
                height: number;
                /**
                 * Format: int64
                 * @example 812
                 */
                id: number;
                metadata: Record<string, never>;
                /**
                 * @description 64 bits, as 16 hex digits; pictures that look alike differ in few of them. For the studio's own people.
                 * @example a0f1c2d3e4b5a697
                 */
                perceptual_hash?: string | null;
                /** @enum {string} */
                state: "processing" | "ready" | "failed";
                /**
                 * @description When the shutter opened, by the camera's own clock and without a zone.
                 * @example 2026-06-01T14:03:22
                 */
                taken_at?: string | null;
                /** Format: date-time */
                uploaded_at: string;
                urls: {
                    [key: string]: string;
                };
                /** Format: int64 */
                version: number;
                /**
                 * Format: int32
                 * @description Pixels, as seen.
                 * @example 6000
                 */
                width: number;
            }[];
            message: string;
            pagination: components["schemas"]["Pagination"];
            /**
             * @description Always true.
             * @example true
             */
            success: boolean;
        };
        /** @description One page of a list. */
        Listing_ImageFile: {
            data: {
                camera?: string | null;
                cloud_storage_info?: Record<string, never> | null;
                /** @description BLAKE3 of its bytes, where they are here. */
                content_hash?: string | null;
                /** Format: date-time */
                created_at: string;
                exif_dict?: Record<string, never> | null;
                /** @example cr3 */
                file_format?: string | null;
                /**
                 * Format: int64
                 * @description Bytes.
                 */
                file_size?: number | null;
                /** @example IMG_001.CR3 */
                filename: string;
                /** Format: double */
                gps_latitude?: number | null;
                /** Format: double */
                gps_longitude?: number | null;
                has_gps: boolean;
                /** @description Whether the photo's hot preview came with it. */
                has_hotpreview: boolean;
                /** @description Whether its photo has a RAW file besides it. */
                has_raw_companion: boolean;
                /** Format: int32 */
                height?: number | null;
                /**
                 * Format: int64
                 * @example 12
                 */
                id: number;
                /** Format: int64 */
                import_session_id?: number | null;
                imported_info?: Record<string, never> | null;
                /** Format: date-time */
                imported_time: string;
                /** @description Whether its bytes are here. */
                is_stored: boolean;
                lens?: string | null;
                local_storage_info?: Record<string, never> | null;
                /** @description Why no picture could be made of it. */
                no_preview?: string | null;
                /**
                 * @description 16 hex digits of the hash by cosine transform, by which similar pictures are found.
                 * @example e1c3870f1e3c78f0
                 */
                perceptual_hash?: string | null;
                photo_hothash: string;
                taken_at?: components["schemas"]["ShutterTime"] | null;
                /** Format: date-time */
                updated_at: string;
                /** Format: int32 */
                width?: number | null;
            }[];
            message: string;
            pagination: components["schemas"]["Pagination"];
            /**
             * @description Always true.
             * @example true
             */
            success: boolean;
        };
        /** @description One page of a list. */
        Listing_ImageGroup: {
            data: {
                description?: string | null;
                /**
                 * Format: int64
                 * @example 31
                 */
                id: number;
                /**
                 * Format: int64
                 * @description Live pictures in the group.
                 */
                image_count: number;
                /** @description The first pictures; only with `include=images`. */
                images?: components["schemas"]["GalleryImage"][] | null;
                /** @example Behind the scenes */
                name: string;
                /** Format: int32 */
                sort_order: number;
                /** @example behind_the_scenes */
                type: string;
                /** @enum {string} */
                visibility: "public" | "members" | "studio";
            }[];
            message: string;
            pagination: components["schemas"]["Pagination"];
            /**
             * @description Always true.
             * @example true
             */
            success: boolean;
        };
        /** @description One page of a list. */
        Listing_ImageUse: {
            data: {
                /** Format: int64 */
                gallery_id?: number | null;
                gallery_name?: string | null;
                /** Format: int64 */
                group_id: number;
                group_name: string;
                /** Format: int64 */
                product_id?: number | null;
                product_name?: string | null;
                /** @example main */
                type?: string | null;
            }[];
            message: string;
            pagination: components["schemas"]["Pagination"];
            /**
             * @description Always true.
             * @example true
             */
            success: boolean;
        };
        /** @description One page of a list. */
        Listing_ImageVersion: {
            data: {
                /** Format: date-time */
                created_at: string;
                file?: components["schemas"]["ImageVersionFile"] | null;
                /** @description Whether the picture is this version now. */
                is_current: boolean;
                /**
                 * @description What was done to the picture.
                 * @example Reflections in the glasses removed
                 */
                notes?: string | null;
                /**
                 * Format: int32
                 * @description From 1, in the order of arrival.
                 * @example 2
                 */
                number: number;
            }[];
            message: string;
            pagination: components["schemas"]["Pagination"];
            /**
             * @description Always true.
             * @example true
             */
            success: boolean;
        };
        /** @description One page of a list. */
        Listing_ImportError: {
            data: {
                /** @example unreadable */
                code: string;
                /** Format: date-time */
                created_at: string;
                /**
                 * @description Null where it is about the import as a whole.
                 * @example IMG_0042.CR3
                 */
                filename?: string | null;
                /**
                 * Format: int64
                 * @example 17
                 */
                id: number;
                /** @example the card has a bad sector */
                message: string;
            }[];
            message: string;
            pagination: components["schemas"]["Pagination"];
            /**
             * @description Always true.
             * @example true
             */
            success: boolean;
        };
        /** @description One page of a list. */
        Listing_ImportSession: {
            data: {
                /** Format: date-time */
                created_at: string;
                /** Format: int64 */
                default_author_id?: number | null;
                description?: string | null;
                /**
                 * Format: int32
                 * @example 1
                 */
                failed_files: number;
                /** Format: date-time */
                finished_at?: string | null;
                /**
                 * Format: int64
                 * @example 3
                 */
                id: number;
                /**
                 * Format: int64
                 * @description Files of the library that came by it and are still there.
                 * @example 119
                 */
                images_count: number;
                /** @example Lofoten, second card */
                name: string;
                /**
                 * Format: int32
                 * @description Files that are done with, those that failed included.
                 * @example 120
                 */
                processed_files: number;
                source_path?: string | null;
                /** Format: date-time */
                started_at?: string | null;
                /** @enum {string} */
                status: "pending" | "running" | "completed" | "failed" | "cancelled";
                /**
                 * @description The same as `name`, for older clients.
                 * @example Lofoten, second card
                 */
                title: string;
                /**
                 * Format: int32
                 * @description Files that are expected.
                 * @example 412
                 */
                total_files: number;
                /** Format: date-time */
                updated_at: string;
                /**
                 * Format: int64
                 * @description Counting leaves it as it is.
                 */
                version: number;
            }[];
            message: string;
            pagination: components["schemas"]["Pagination"];
            /**
             * @description Always true.
             * @example true
             */
            success: boolean;
        };
        /** @description One page of a list. */
        Listing_Interaction: {
            data: {
                approved_for_marketing?: boolean | null;
                /** @description BLAKE3 of the original that it was about. */
                content_hash: string;
                /** Format: date-time */
                created_at: string;
                /** @example approved */
                decision?: string | null;
                /** Format: date-time */
                downloaded_at?: string | null;
                edit_notes?: string | null;
                edit_requested?: boolean | null;
                /** Format: int64 */
                id: number;
                /** @enum {string} */
                interaction_type: "rating" | "note" | "approval" | "download" | "edit_request";
                /**
                 * @description Where a download was asked for from.
                 * @example 192.0.2.7
                 */
                ip_address?: string | null;
                note?: string | null;
                /** Format: int32 */
                rating?: number | null;
                /** Format: int64 */
                share_link_id?: number | null;
                /** Format: int64 */
                user_id?: number | null;
                user_name?: string | null;
            }[];
            message: string;
            pagination: components["schemas"]["Pagination"];
            /**
             * @description Always true.
             * @example true
             */
            success: boolean;
        };
        /** @description One page of a list. */
        Listing_Invitation: {
            data: {
                /** Format: date-time */
                accepted_at?: string | null;
                /** Format: date-time */
                created_at: string;
                /** @example ola@client.example */
                email: string;
                /** Format: date-time */
                expires_at: string;
                /**
                 * Format: int64
                 * @example 12
                 */
                id: number;
                /** Format: int64 */
                invited_by_user_id: number;
                /** Format: int64 */
                organization_id?: number | null;
                /** Format: date-time */
                revoked_at?: string | null;
                /** Format: int64 */
                role_id: number;
                /** @description Shown once, in the answer that made it; the letter carries it too. */
                token?: string | null;
            }[];
            message: string;
            pagination: components["schemas"]["Pagination"];
            /**
             * @description Always true.
             * @example true
             */
            success: boolean;
        };
        /** @description One page of a list. */
        Listing_Job: {
            data: {
                /** Format: int32 */
                attempts: number;
                /** Format: date-time */
                created_at: string;
                /** Format: date-time */
                finished_at?: string | null;
                /**
                 * Format: int64
                 * @example 99
                 */
                id: number;
                /** @example images.make_derivatives */
                kind: string;
                last_error?: string | null;
                /** Format: int32 */
                max_attempts: number;
                /**
                 * Format: date-time
                 * @description Not before this instant.
                 */
                run_at: string;
                /** @enum {string} */
                state: "queued" | "running" | "succeeded" | "dead";
                /** Format: date-time */
                updated_at: string;
            }[];
            message: string;
            pagination: components["schemas"]["Pagination"];
            /**
             * @description Always true.
             * @example true
             */
            success: boolean;
        };
        /** @description One page of a list. */
        Listing_MatchDecision: {
            data: {
                /** @example 1 */
                algorithm_version: string;
                /** Format: date-time */
                decided_at: string;
                /**
                 * Format: int64
                 * @description Null for the formula.
                 */
                decided_by_user_id?: number | null;
                /**
                 * Format: int64
                 * @example 91
                 */
                decision_id: number;
                evidence: Record<string, never>;
                /** Format: int64 */
                gallery_id?: number | null;
                /** @enum {string} */
                outcome: "auto_assign" | "propose" | "no_match" | "manual_assign" | "manual_unassign";
                /**
                 * Format: double
                 * @description From 0 to 1; null if there was no session to compare with.
                 * @example 0.925
                 */
                score?: number | null;
                /**
                 * Format: int64
                 * @example 1204
                 */
                staging_id: number;
            }[];
            message: string;
            pagination: components["schemas"]["Pagination"];
            /**
             * @description Always true.
             * @example true
             */
            success: boolean;
        };
        /** @description One page of a list. */
        Listing_Member: {
            data: {
                /** Format: date-time */
                created_at: string;
                email?: string | null;
                /** @description The one who is written to first. */
                is_primary: boolean;
                /** @example Ola Nordmann */
                name: string;
                /** @enum {string} */
                role: "marketing_contact" | "billing_contact" | "admin";
                /**
                 * Format: int64
                 * @example 9
                 */
                user_id: number;
            }[];
            message: string;
            pagination: components["schemas"]["Pagination"];
            /**
             * @description Always true.
             * @example true
             */
            success: boolean;
        };
        /** @description One page of a list. */
        Listing_Organization: {
            data: {
                billing_address?: string | null;
                billing_city?: string | null;
                billing_email?: string | null;
                billing_phone?: string | null;
                billing_state?: string | null;
                billing_zip?: string | null;
                /** Format: date-time */
                created_at: string;
                /** Format: date-time */
                deleted_at?: string | null;
                /**
                 * Format: int64
                 * @example 5
                 */
                id: number;
                insurance_code?: string | null;
                /** @example Fjord Shipping AS */
                name: string;
                /** @example Net 30 */
                payment_terms?: string | null;
                settings: Record<string, never>;
                tax_exempt: boolean;
                /** @enum {string} */
                type: "corporate" | "individual" | "agency";
                /** Format: date-time */
                updated_at: string;
                vendor_number?: string | null;
                /** Format: int64 */
                version: number;
            }[];
            message: string;
            pagination: components["schemas"]["Pagination"];
            /**
             * @description Always true.
             * @example true
             */
            success: boolean;
        };
        /** @description One page of a list. */
        Listing_OwnDecision: {
            data: (components["schemas"]["Decision"] & {
                /**
                 * Format: int64
                 * @example 812
                 */
                image_id: number;
            })[];
            message: string;
            pagination: components["schemas"]["Pagination"];
            /**
             * @description Always true.
             * @example true
             */
            success: boolean;
        };
        /** @description One page of a list. */
        Listing_Photo: {
            data: {
                author?: components["schemas"]["AuthorSummary"] | null;
                /** Format: int64 */
                author_id?: number | null;
                camera?: string | null;
                coldpreview?: components["schemas"]["ColdpreviewBody"] | null;
                correction?: components["schemas"]["CorrectionBody"] | null;
                /** Format: date-time */
                created_at: string;
                description?: string | null;
                files: components["schemas"]["ImageFileSummary"][];
                /** Format: date-time */
                first_imported?: string | null;
                /**
                 * Format: double
                 * @description Degrees; north is positive.
                 */
                gps_latitude?: number | null;
                /**
                 * Format: double
                 * @description Degrees; east is positive.
                 */
                gps_longitude?: number | null;
                has_gps: boolean;
                /** @description Whether a camera's own file is among its files. */
                has_raw_companion: boolean;
                /** Format: int32 */
                height?: number | null;
                /** @description SHA-256 of its hot preview: its name in this library. */
                hothash: string;
                /** @description The hot preview in base64, where it was asked for. */
                hotpreview?: string | null;
                /** @description The imports that brought its files. */
                import_sessions: number[];
                /** Format: date-time */
                last_imported?: string | null;
                lens?: string | null;
                /**
                 * Format: int64
                 * @description The file that was chosen to stand for it.
                 */
                master_file_id?: number | null;
                /** @description The name of the chosen file, or of the first one. */
                primary_filename?: string | null;
                /**
                 * Format: int32
                 * @description 1 to 5.
                 */
                rating?: number | null;
                /** Format: int64 */
                stack_id?: number | null;
                /** @description In the order in which they were written. */
                tags: string[];
                taken_at?: components["schemas"]["ShutterTime"] | null;
                title?: string | null;
                /** Format: date-time */
                updated_at: string;
                /** Format: int64 */
                version: number;
                /**
                 * Format: int32
                 * @description Pixels as seen, where they are known.
                 */
                width?: number | null;
            }[];
            message: string;
            pagination: components["schemas"]["Pagination"];
            /**
             * @description Always true.
             * @example true
             */
            success: boolean;
        };
        /** @description One page of a list. */
        Listing_PhotoPublication: {
            data: {
                /** @description BLAKE3 of the file that was published last. */
                content_hash: string;
                /**
                 * Format: int32
                 * @description Which version the picture is in.
                 */
                current_version: number;
                /** Format: int64 */
                image_id: number;
                newer_file?: components["schemas"]["NewerFile"] | null;
                /** Format: date-time */
                published_at: string;
                /** Format: date-time */
                updated_at: string;
            }[];
            message: string;
            pagination: components["schemas"]["Pagination"];
            /**
             * @description Always true.
             * @example true
             */
            success: boolean;
        };
        /** @description One page of a list. */
        Listing_PhotoStack: {
            data: {
                /** @description The hothash of the photo that stands for it: the chosen one, or else the first one. */
                cover?: string | null;
                /** Format: date-time */
                created_at: string;
                /** @description Its photos in order. */
                hothashes: string[];
                /**
                 * Format: int64
                 * @example 4
                 */
                id: number;
                /** @enum {string} */
                kind: "burst" | "bracket" | "panorama" | "other";
                /** @example 3 */
                photo_count: number;
                title?: string | null;
                /** Format: date-time */
                updated_at: string;
                /** Format: int64 */
                version: number;
            }[];
            message: string;
            pagination: components["schemas"]["Pagination"];
            /**
             * @description Always true.
             * @example true
             */
            success: boolean;
        };
        /** @description One page of a list. */
        Listing_PhotoStackSuggestion: {
            data: {
                first_taken_at?: components["schemas"]["LocalTime"] | null;
                /** @description In the order in which they were taken. */
                hothashes: string[];
                /** @enum {string} */
                kind: "burst" | "bracket" | "panorama" | "other";
                last_taken_at?: components["schemas"]["LocalTime"] | null;
            }[];
            message: string;
            pagination: components["schemas"]["Pagination"];
            /**
             * @description Always true.
             * @example true
             */
            success: boolean;
        };
        /** @description One page of a list. */
        Listing_PoolGroup: {
            data: {
                /** Format: date-time */
                created_at: string;
                description?: string | null;
                /**
                 * Format: int64
                 * @example 31
                 */
                id: number;
                /**
                 * Format: int64
                 * @description Live pictures in the group.
                 */
                image_count: number;
                /** @example Red T-shirt, studio shots */
                name: string;
                /** Format: date-time */
                updated_at: string;
                /**
                 * Format: int64
                 * @description Grows also when the pictures in it change, or their order.
                 */
                version: number;
            }[];
            message: string;
            pagination: components["schemas"]["Pagination"];
            /**
             * @description Always true.
             * @example true
             */
            success: boolean;
        };
        /** @description One page of a list. */
        Listing_Product: {
            data: {
                /**
                 * Format: int64
                 * @description Grows whenever the groups that hang under it change.
                 */
                content_version: number;
                /** Format: date-time */
                created_at: string;
                /** Format: date-time */
                deleted_at?: string | null;
                description?: string | null;
                /**
                 * Format: int64
                 * @example 12
                 */
                id: number;
                /** @example Red T-shirt */
                name: string;
                price?: components["schemas"]["Money"] | null;
                primary_image?: components["schemas"]["Cover"] | null;
                /**
                 * Format: int64
                 * @description The image that was chosen to stand for it, for those who may see that one.
                 */
                primary_image_id?: number | null;
                /** @example TS-RED-M */
                sku?: string | null;
                /** Format: date-time */
                updated_at: string;
                /** Format: int64 */
                version: number;
            }[];
            message: string;
            pagination: components["schemas"]["Pagination"];
            /**
             * @description Always true.
             * @example true
             */
            success: boolean;
        };
        /** @description One page of a list. */
        Listing_ProductImage: {
            data: {
                /** @enum {string} */
                ai: "none" | "edited" | "generated";
                /** @description For people who cannot see it. */
                alt_text?: string | null;
                /** Format: int64 */
                group_id: number;
                /**
                 * Format: int32
                 * @example 4000
                 */
                height: number;
                /**
                 * Format: int64
                 * @example 812
                 */
                id: number;
                /** @description From the smallest to the largest, no two of the same width. */
                sources: components["schemas"]["ProductImageSource"][];
                /**
                 * @description The same, ready for the attribute of that name.
                 * @example https://studio.example/media/thumb/… 512w, https://studio.example/media/web/… 2048w
                 */
                srcset: string;
                /** @example official_gallery */
                type: string;
                /**
                 * Format: int32
                 * @description Pixels of the original, as seen.
                 * @example 6000
                 */
                width: number;
            }[];
            message: string;
            pagination: components["schemas"]["Pagination"];
            /**
             * @description Always true.
             * @example true
             */
            success: boolean;
        };
        /** @description One page of a list. */
        Listing_Proposal: {
            data: (components["schemas"]["MatchDecision"] & {
                batch_id: string;
                /** @example DSC_0412.JPG */
                filename: string;
                /** @enum {string} */
                flag: "none" | "pick" | "reject";
                /** @description It scored high, and no other session nearly as high. */
                is_confident: boolean;
                /**
                 * Format: int32
                 * @description 1 to 5, or null.
                 * @example 4
                 */
                rating?: number | null;
                /**
                 * @description Who or what the gallery shows.
                 * @example Annual report portraits
                 */
                subject_name?: string | null;
            })[];
            message: string;
            pagination: components["schemas"]["Pagination"];
            /**
             * @description Always true.
             * @example true
             */
            success: boolean;
        };
        /** @description One page of a list. */
        Listing_Role: {
            data: {
                /** @description Whether every studio has it and none can change it. */
                built_in: boolean;
                /**
                 * Format: int64
                 * @example 1
                 */
                id: number;
                /** @enum {string} */
                kind: "studio" | "client" | "guest" | "vendor";
                /** @example studio_user */
                name: string;
                permissions: ("can_view_gallery" | "can_create_gallery" | "can_edit_gallery" | "can_delete_gallery" | "can_complete_gallery" | "can_deliver_gallery" | "can_archive_gallery" | "can_share_gallery" | "can_view_restricted_groups" | "can_upload_images" | "can_version_images" | "can_edit_images" | "can_delete_images" | "can_duplicate_images" | "can_download_images" | "can_rate_images" | "can_comment_on_images" | "can_approve_images" | "can_request_edits" | "can_access_originals" | "can_manage_image_groups" | "can_manage_products" | "can_view_products" | "can_access_staging" | "can_assign_staging" | "can_use_library" | "can_enable_ai" | "can_train_ai" | "can_view_ai_costs" | "can_generate_ai_portraits" | "can_disable_ai_portraits" | "can_consent_ai_use" | "can_view_calendar" | "can_create_session" | "can_edit_session" | "can_cancel_session" | "can_confirm_booking" | "can_deny_booking" | "can_request_booking" | "can_view_organization" | "can_manage_org_users" | "can_manage_org_settings" | "can_create_organization" | "can_edit_organization" | "can_view_documents" | "can_upload_documents" | "can_delete_documents" | "can_create_invoice" | "can_edit_invoice" | "can_send_invoice" | "can_record_payment" | "can_cancel_invoice" | "can_view_invoice" | "can_export_invoice_pdf" | "can_invite_users" | "can_manage_users" | "can_assign_roles" | "can_manage_studio_settings" | "can_view_audit_log" | "can_manage_webhooks" | "can_manage_api_tokens" | "can_send_messages" | "can_view_messages")[];
            }[];
            message: string;
            pagination: components["schemas"]["Pagination"];
            /**
             * @description Always true.
             * @example true
             */
            success: boolean;
        };
        /** @description One page of a list. */
        Listing_SavedSearch: {
            data: {
                /** Format: date-time */
                created_at: string;
                criteria: components["schemas"]["PhotoSearchBody"];
                /**
                 * Format: int64
                 * @example 5
                 */
                id: number;
                is_favorite: boolean;
                /**
                 * Format: int64
                 * @description How many photos it found when it was last run with these criteria.
                 * @example 12
                 */
                last_count?: number | null;
                /** Format: date-time */
                last_run_at?: string | null;
                /** @example Best of Lofoten */
                name: string;
                /** Format: date-time */
                updated_at: string;
                /** Format: int64 */
                version: number;
            }[];
            message: string;
            pagination: components["schemas"]["Pagination"];
            /**
             * @description Always true.
             * @example true
             */
            success: boolean;
        };
        /** @description One page of a list. */
        Listing_Selection: {
            data: {
                /** Format: date-time */
                created_at: string;
                /**
                 * Format: int64
                 * @description How many pictures are beyond the included ones.
                 * @example 2
                 */
                extra_count: number;
                extra_price?: components["schemas"]["Money"] | null;
                extra_total?: components["schemas"]["Money"] | null;
                /** Format: int64 */
                gallery_id: number;
                /**
                 * Format: int64
                 * @example 9
                 */
                id: number;
                /**
                 * Format: int64
                 * @description How many pictures are in it.
                 * @example 12
                 */
                image_count: number;
                /**
                 * @description Those of them that the caller sees, in the list's order. Only with `include=image_ids`, and not where the gallery's
                 *     lists hold more than 10,000 pictures before the end of this one: read it by pages then.
                 * @example [
                 *       812,
                 *       811
                 *     ]
                 */
                image_ids?: number[] | null;
                /**
                 * Format: int32
                 * @example 10
                 */
                included?: number | null;
                /** Format: int32 */
                max_images?: number | null;
                /** @example Album */
                name: string;
                note?: string | null;
                /** @enum {string} */
                state: "open" | "submitted" | "locked";
                /** Format: date-time */
                submitted_at?: string | null;
                /** Format: int64 */
                submitted_by_user_id?: number | null;
                /** Format: date-time */
                updated_at: string;
                /**
                 * Format: int64
                 * @description Whose list it is; null where all visitors of the gallery choose together.
                 */
                user_id?: number | null;
                user_name?: string | null;
                /** Format: int64 */
                version: number;
            }[];
            message: string;
            pagination: components["schemas"]["Pagination"];
            /**
             * @description Always true.
             * @example true
             */
            success: boolean;
        };
        /** @description One page of a list. */
        Listing_ShareLink: {
            data: {
                /** Format: date-time */
                created_at: string;
                /** Format: int64 */
                created_by_user_id: number;
                /** Format: int32 */
                download_count: number;
                /** Format: date-time */
                expires_at?: string | null;
                /** Format: int64 */
                gallery_id: number;
                /**
                 * Format: int64
                 * @description People who came in by it; in the register only.
                 */
                guest_count?: number | null;
                has_access_code: boolean;
                has_download_pin: boolean;
                /**
                 * Format: int64
                 * @example 17
                 */
                id: number;
                /** @example For the board */
                label?: string | null;
                /** Format: date-time */
                last_used_at?: string | null;
                policy: components["schemas"]["DeliveryPolicy"];
                /** Format: date-time */
                revoked_at?: string | null;
                /** @enum {string} */
                state: "open" | "expired" | "revoked";
                /** @description The secret of the link, shown once: in the answer that made it. */
                token?: string | null;
                /** Format: date-time */
                updated_at: string;
                /** @description What to send to the client, shown once: the address of the gallery. It holds the secret, so keep it out of logs. */
                url?: string | null;
                /** Format: int64 */
                version: number;
                /**
                 * Format: int32
                 * @description How many times somebody came in by it.
                 */
                view_count: number;
            }[];
            message: string;
            pagination: components["schemas"]["Pagination"];
            /**
             * @description Always true.
             * @example true
             */
            success: boolean;
        };
        /** @description One page of a list. */
        Listing_StagingImage: {
            data: {
                /**
                 * Format: double
                 * @description The f-number.
                 * @example 2.8
                 */
                aperture?: number | null;
                /** Format: date-time */
                assigned_at?: string | null;
                assigned_group_type?: string | null;
                /**
                 * Format: int64
                 * @description The picture that it has become, or of which it has become a version.
                 */
                assigned_image_id?: number | null;
                /**
                 * Format: int64
                 * @description Null for a file that became a version: it is wherever its picture is.
                 */
                assigned_to_gallery_id?: number | null;
                batch_id: string;
                camera_model?: string | null;
                /** @description BLAKE3 of the original. */
                content_hash?: string | null;
                /** @example image/jpeg */
                content_type?: string | null;
                /** Format: date-time */
                created_at: string;
                /** Format: date-time */
                deleted_at?: string | null;
                /**
                 * Format: int64
                 * @description The picture of the pool that has these bytes already.
                 */
                duplicate_of_image_id?: number | null;
                /** @description Why it failed: a code. */
                failure?: string | null;
                /**
                 * Format: int64
                 * @description Bytes of the original.
                 */
                file_size: number;
                /** @example DSC_0812.jpg */
                filename: string;
                /** @enum {string} */
                flag: "none" | "pick" | "reject";
                /**
                 * Format: double
                 * @description Millimetres.
                 * @example 35
                 */
                focal_length?: number | null;
                /** Format: int32 */
                height?: number | null;
                /**
                 * Format: int64
                 * @example 4711
                 */
                id: number;
                /** Format: int32 */
                iso?: number | null;
                lens?: string | null;
                metadata: Record<string, never>;
                /** @description 64 bits, as 16 hex digits; pictures that look alike differ in few of them. */
                perceptual_hash?: string | null;
                previews: {
                    [key: string]: string;
                };
                proposal?: components["schemas"]["StagingProposal"] | null;
                /**
                 * Format: int32
                 * @description 1 to 5, or null. It stays with the file when that leaves the tray: a picture has ratings by those who look at it.
                 * @example 4
                 */
                rating?: number | null;
                /** @enum {string} */
                state: "received" | "ready" | "failed" | "assigned" | "discarded";
                /**
                 * @description When the shutter opened, by the camera's own clock and without a zone.
                 * @example 2026-06-01T14:03:22
                 */
                taken_at?: string | null;
                /** Format: int64 */
                uploaded_by_user_id?: number | null;
                /** Format: int64 */
                version: number;
                version_of?: components["schemas"]["VersionOf"] | null;
                /**
                 * Format: int32
                 * @description Pixels, as seen.
                 */
                width?: number | null;
            }[];
            message: string;
            pagination: components["schemas"]["Pagination"];
            /**
             * @description Always true.
             * @example true
             */
            success: boolean;
        };
        /** @description One page of a list. */
        Listing_Tag: {
            data: {
                /** Format: date-time */
                created_at: string;
                /**
                 * Format: int64
                 * @example 3
                 */
                id: number;
                /**
                 * @description As it is compared: `Blåbær` and `BLABAER` are one tag.
                 * @example blabaer
                 */
                key: string;
                /**
                 * @description As it was written last by whoever renamed it, or else first.
                 * @example Blåbær
                 */
                name: string;
                /**
                 * Format: int64
                 * @description How many photos have it.
                 * @example 12
                 */
                photo_count: number;
                /** Format: date-time */
                updated_at: string;
            }[];
            message: string;
            pagination: components["schemas"]["Pagination"];
            /**
             * @description Always true.
             * @example true
             */
            success: boolean;
        };
        /** @description One page of a list. */
        Listing_TimelineBucket: {
            data: {
                /**
                 * Format: int64
                 * @example 120
                 */
                count: number;
                /**
                 * Format: int64
                 * @description Null where the bucket is longer than a day.
                 * @example 29
                 */
                day?: number | null;
                first_taken_at: components["schemas"]["LocalTime"];
                /**
                 * Format: int64
                 * @description Null where the bucket is longer than an hour.
                 */
                hour?: number | null;
                last_taken_at: components["schemas"]["LocalTime"];
                /**
                 * Format: int64
                 * @description Null where the bucket is a year.
                 * @example 2
                 */
                month?: number | null;
                /** @description The hothash of the photo that stands for them: the best rated, or else the one in the middle of their time. */
                preview_hothash: string;
                /**
                 * Format: int64
                 * @example 2024
                 */
                year: number;
            }[];
            message: string;
            pagination: components["schemas"]["Pagination"];
            /**
             * @description Always true.
             * @example true
             */
            success: boolean;
        };
        /** @description One page of a list. */
        Listing_UploadBatch: {
            data: {
                /** Format: date-time */
                closed_at?: string | null;
                /** Format: date-time */
                created_at: string;
                /** Format: int64 */
                created_by_user_id?: number | null;
                /**
                 * Format: int32
                 * @description Files whose bytes the tray had.
                 */
                duplicate: number;
                /**
                 * Format: int32
                 * @description Files that were refused or never came whole.
                 */
                failed: number;
                /** @example 0191e8f4-7c3a-4b1d-9f20-000000000007 */
                id: string;
                /** @example Ferry, second card */
                name?: string | null;
                /**
                 * Format: int32
                 * @description Files that are new in the tray.
                 */
                received: number;
                /** @enum {string} */
                source: "upload" | "watched_folder" | "inbox";
                /** @enum {string} */
                state: "open" | "closed";
                /**
                 * Format: int32
                 * @description Files announced or sent.
                 */
                total: number;
                /** Format: int64 */
                version: number;
            }[];
            message: string;
            pagination: components["schemas"]["Pagination"];
            /**
             * @description Always true.
             * @example true
             */
            success: boolean;
        };
        /** @description One page of a list. */
        Listing_User: {
            data: {
                avatar_url?: string | null;
                /** Format: date-time */
                created_at: string;
                /** @example kari@nordlys.example */
                email?: string | null;
                /** Format: date-time */
                email_verified_at?: string | null;
                /**
                 * Format: int64
                 * @example 7
                 */
                id: number;
                is_active: boolean;
                /** @enum {string} */
                kind: "studio" | "client" | "guest" | "vendor";
                /** @example Kari Nordmann */
                name: string;
                /** @description The client organizations that the person is a contact of. */
                organization_ids: number[];
                phone?: string | null;
                /** @example Europe/Oslo */
                timezone?: string | null;
                /** Format: date-time */
                updated_at: string;
                /** @example kari */
                username?: string | null;
                /** Format: int64 */
                version: number;
            }[];
            message: string;
            pagination: components["schemas"]["Pagination"];
            /**
             * @description Always true.
             * @example true
             */
            success: boolean;
        };
        /** @description By the camera's clock, such as 2027-01-31T12:00:00; an offset says nothing */
        LocalTime: string;
        /** @description A part of the map, in degrees. Where `west` is greater than `east` it crosses the line of the date. */
        MapBox: {
            /** Format: double */
            east: number;
            /** Format: double */
            north: number;
            /** Format: double */
            south: number;
            /** Format: double */
            west: number;
        };
        /** @description What was decided about a file, and why. */
        MatchDecision: {
            /** @example 1 */
            algorithm_version: string;
            /** Format: date-time */
            decided_at: string;
            /**
             * Format: int64
             * @description Null for the formula.
             */
            decided_by_user_id?: number | null;
            /**
             * Format: int64
             * @example 91
             */
            decision_id: number;
            evidence: Record<string, never>;
            /** Format: int64 */
            gallery_id?: number | null;
            /** @enum {string} */
            outcome: "auto_assign" | "propose" | "no_match" | "manual_assign" | "manual_unassign";
            /**
             * Format: double
             * @description From 0 to 1; null if there was no session to compare with.
             * @example 0.925
             */
            score?: number | null;
            /**
             * Format: int64
             * @example 1204
             */
            staging_id: number;
        };
        /**
         * @description Which files are compared with the sessions: some, or what waits in a batch.
         * @example {
         *       "batch_id": "0191e8f4-7c3a-4b1d-9f20-00000000002a"
         *     }
         */
        MatchRequest: {
            batch_id?: string | null;
            staging_ids?: number[] | null;
            /** @description Also files about which a person has decided: the formula may have another look at them. */
            unlock?: boolean;
        };
        /** @description What became of the files that were compared. */
        MatchRun: {
            /**
             * Format: int64
             * @description Put into their galleries at once, where the studio's settings say so.
             */
            assigned: number;
            /**
             * Format: int64
             * @description Belong somewhere without a doubt.
             * @example 4
             */
            confident: number;
            /**
             * Format: int64
             * @description A person has decided about them.
             */
            locked: number;
            /**
             * Format: int64
             * @description Seem to belong somewhere; somebody should look.
             * @example 1
             */
            proposed: number;
            /**
             * Format: int64
             * @description They no longer wait.
             */
            skipped: number;
            /**
             * Format: int64
             * @description Nothing is new about them.
             */
            unchanged: number;
            /**
             * Format: int64
             * @example 1
             */
            unmatched: number;
        };
        /** @description A contact of a client. */
        Member: {
            /** Format: date-time */
            created_at: string;
            email?: string | null;
            /** @description The one who is written to first. */
            is_primary: boolean;
            /** @example Ola Nordmann */
            name: string;
            /** @enum {string} */
            role: "marketing_contact" | "billing_contact" | "admin";
            /**
             * Format: int64
             * @example 9
             */
            user_id: number;
        };
        /**
         * @description How a person belongs to a client.
         * @example {
         *       "is_primary": true,
         *       "role": "marketing_contact"
         *     }
         */
        Membership: {
            /** @description Replaces the primary contact that there was. */
            is_primary?: boolean;
            /** @enum {string} */
            role: "marketing_contact" | "billing_contact" | "admin";
        };
        /**
         * @description `keep` leaves it, `strip` removes it, `replace` writes a notice in its place.
         * @enum {string}
         */
        MetadataMode: "keep" | "strip" | "replace";
        /** @description An amount of money: a decimal number as text, because numbers of JSON lose cents in some programs. */
        Money: {
            /**
             * @description With at most as many decimals as the currency has.
             * @example 450.00
             */
            amount: string;
            /**
             * @description ISO 4217.
             * @example USD
             */
            currency: string;
        };
        /** @description What became of the files that were named. */
        MoveResult: {
            /**
             * @description Files that are as they were asked to be.
             * @example 1
             */
            done: number;
            /** @description One entry per file, in the order in which they were named. */
            files: components["schemas"]["MovedFile"][];
            /**
             * @description Files that stay as they are, ambiguous ones among them.
             * @example 0
             */
            refused: number;
        };
        /** @description How many pictures a request moved. */
        Moved: {
            /**
             * Format: int64
             * @example 3
             */
            count: number;
        };
        /** @description What became of a file that was named. */
        MovedFile: {
            /** @description Pictures of which it may be a version, the likeliest first. */
            candidates: components["schemas"]["VersionCandidate"][];
            error?: components["schemas"]["FileError"] | null;
            evidence?: components["schemas"]["VersionEvidence"] | null;
            /**
             * Format: int64
             * @description The picture that it has become, or of which it has become a version.
             */
            image_id?: number | null;
            /**
             * Format: int64
             * @example 4711
             */
            staging_id: number;
            /**
             * @description `assigned`, `versioned`, `in_tray`, `discarded`, `ambiguous` (it stays in the tray, and a person has to say of which
             *     of the candidates it is a version), or `refused` with the reason.
             * @example assigned
             */
            status: string;
            /**
             * Format: int32
             * @description Which version of the picture it is; of files that became one.
             */
            version_number?: number | null;
        };
        /**
         * @description What a program may do, and until when.
         * @example {
         *       "name": "Web shop",
         *       "permissions": [
         *         "can_view_gallery"
         *       ]
         *     }
         */
        NewApiToken: {
            /**
             * Format: date-time
             * @description Without it the token holds until it is revoked.
             */
            expires_at?: string | null;
            name: string;
            permissions: ("can_view_gallery" | "can_create_gallery" | "can_edit_gallery" | "can_delete_gallery" | "can_complete_gallery" | "can_deliver_gallery" | "can_archive_gallery" | "can_share_gallery" | "can_view_restricted_groups" | "can_upload_images" | "can_version_images" | "can_edit_images" | "can_delete_images" | "can_duplicate_images" | "can_download_images" | "can_rate_images" | "can_comment_on_images" | "can_approve_images" | "can_request_edits" | "can_access_originals" | "can_manage_image_groups" | "can_manage_products" | "can_view_products" | "can_access_staging" | "can_assign_staging" | "can_use_library" | "can_enable_ai" | "can_train_ai" | "can_view_ai_costs" | "can_generate_ai_portraits" | "can_disable_ai_portraits" | "can_consent_ai_use" | "can_view_calendar" | "can_create_session" | "can_edit_session" | "can_cancel_session" | "can_confirm_booking" | "can_deny_booking" | "can_request_booking" | "can_view_organization" | "can_manage_org_users" | "can_manage_org_settings" | "can_create_organization" | "can_edit_organization" | "can_view_documents" | "can_upload_documents" | "can_delete_documents" | "can_create_invoice" | "can_edit_invoice" | "can_send_invoice" | "can_record_payment" | "can_cancel_invoice" | "can_view_invoice" | "can_export_invoice_pdf" | "can_invite_users" | "can_manage_users" | "can_assign_roles" | "can_manage_studio_settings" | "can_view_audit_log" | "can_manage_webhooks" | "can_manage_api_tokens" | "can_send_messages" | "can_view_messages")[];
        };
        /**
         * @description An author as they are written, whole.
         * @example {
         *       "bio": "Landscapes",
         *       "email": "aase@berg.example",
         *       "name": "Åse Berg"
         *     }
         */
        NewAuthor: {
            bio?: string | null;
            /** Format: email */
            email?: string | null;
            /** @description Two authors may have the same name. */
            name: string;
        };
        /**
         * @description A new comment.
         * @example {
         *       "body": "Can the lamp go?",
         *       "pin": {
         *         "x": 0.42,
         *         "y": 0.1
         *       }
         *     }
         */
        NewComment: {
            body: string;
            /** @description For the studio's own people alone. */
            internal?: boolean;
            /**
             * Format: int64
             * @description The comment that it answers.
             */
            parent_id?: number | null;
            pin?: components["schemas"]["Pin"] | null;
        };
        /**
         * @description Another file of a photograph, which stays with the client.
         * @example {
         *       "file_size": 28000000,
         *       "filename": "IMG_001.CR3",
         *       "photo_hothash": "7d865e959b2466918c9863afca942d0fb89d7c9ac0c99bafc3749504ded97730"
         *     }
         */
        NewCompanion: {
            cloud_storage_info?: Record<string, never> | null;
            exif_dict?: Record<string, never> | null;
            /** Format: int64 */
            file_size?: number | null;
            filename: string;
            /** Format: double */
            gps_latitude?: number | null;
            /** Format: double */
            gps_longitude?: number | null;
            /** @description Ignored: it is computed here. */
            hothash?: unknown;
            /** Format: int64 */
            import_session_id?: number | null;
            imported_info?: Record<string, never> | null;
            local_storage_info?: Record<string, never> | null;
            /** @description Ignored: it is computed here. */
            perceptual_hash?: unknown;
            photo_hothash: string;
            taken_at?: components["schemas"]["ShutterTime"] | null;
        };
        /**
         * @description A decision about a picture.
         * @example {
         *       "approved_for_marketing": false,
         *       "decision": "approved"
         *     }
         */
        NewDecision: {
            /** @description Absent, an approval keeps what it said about marketing. */
            approved_for_marketing?: boolean | null;
            /** @enum {string} */
            decision: "undecided" | "approved" | "rejected";
        };
        /**
         * @description One decision about many pictures.
         * @example {
         *       "decision": "rejected",
         *       "image_ids": [
         *         812,
         *         811
         *       ]
         *     }
         */
        NewDecisions: {
            /** @description Absent, an approval keeps what it said about marketing. */
            approved_for_marketing?: boolean | null;
            /** @enum {string} */
            decision: "undecided" | "approved" | "rejected";
            image_ids: number[];
        };
        /**
         * @description What is to be edited.
         * @example {
         *       "notes": "Whiten the teeth"
         *     }
         */
        NewEditRequest: {
            notes: string;
        };
        /**
         * @description A new gallery.
         * @example {
         *       "organization_id": 5,
         *       "subject_name": "Annual report portraits"
         *     }
         */
        NewGallery: {
            description?: string | null;
            /** Format: int64 */
            organization_id: number;
            /** @description Who or what was photographed. */
            subject_name: string;
        };
        /**
         * @example {
         *       "context_id": 445,
         *       "context_type": "gallery",
         *       "expires_at": "2027-01-31T12:00:00Z",
         *       "permission": "can_upload_images"
         *     }
         */
        NewGrant: {
            /** Format: int64 */
            context_id: number;
            /** @enum {string} */
            context_type: "studio" | "organization" | "gallery" | "product" | "image_group" | "image" | "user";
            /**
             * Format: date-time
             * @description It no longer counts at this instant; without it, it counts until it is revoked.
             */
            expires_at?: string | null;
            /** @enum {string} */
            permission: "can_view_gallery" | "can_create_gallery" | "can_edit_gallery" | "can_delete_gallery" | "can_complete_gallery" | "can_deliver_gallery" | "can_archive_gallery" | "can_share_gallery" | "can_view_restricted_groups" | "can_upload_images" | "can_version_images" | "can_edit_images" | "can_delete_images" | "can_duplicate_images" | "can_download_images" | "can_rate_images" | "can_comment_on_images" | "can_approve_images" | "can_request_edits" | "can_access_originals" | "can_manage_image_groups" | "can_manage_products" | "can_view_products" | "can_access_staging" | "can_assign_staging" | "can_use_library" | "can_enable_ai" | "can_train_ai" | "can_view_ai_costs" | "can_generate_ai_portraits" | "can_disable_ai_portraits" | "can_consent_ai_use" | "can_view_calendar" | "can_create_session" | "can_edit_session" | "can_cancel_session" | "can_confirm_booking" | "can_deny_booking" | "can_request_booking" | "can_view_organization" | "can_manage_org_users" | "can_manage_org_settings" | "can_create_organization" | "can_edit_organization" | "can_view_documents" | "can_upload_documents" | "can_delete_documents" | "can_create_invoice" | "can_edit_invoice" | "can_send_invoice" | "can_record_payment" | "can_cancel_invoice" | "can_view_invoice" | "can_export_invoice_pdf" | "can_invite_users" | "can_manage_users" | "can_assign_roles" | "can_manage_studio_settings" | "can_view_audit_log" | "can_manage_webhooks" | "can_manage_api_tokens" | "can_send_messages" | "can_view_messages";
        };
        /**
         * @description A new group under an owner.
         * @example {
         *       "name": "Behind the scenes",
         *       "type": "behind_the_scenes",
         *       "visibility": "members"
         *     }
         */
        NewGroup: {
            description?: string | null;
            name: string;
            /** @description What it is for; any word of this form will do. */
            type: string;
            /** @enum {string} */
            visibility?: "public" | "members" | "studio";
        };
        /**
         * @description A file that a client could not read.
         * @example {
         *       "code": "unreadable",
         *       "filename": "IMG_0042.CR3",
         *       "message": "the card has a bad sector"
         *     }
         */
        NewImportError: {
            /** @description The client's own word for the kind of error. */
            code: string;
            filename: string;
            message: string;
        };
        /**
         * @description A new import.
         * @example {
         *       "name": "Lofoten, second card",
         *       "source_path": "/Volumes/EOS_DIGITAL/DCIM",
         *       "total_files": 412
         *     }
         */
        NewImportSession: {
            /**
             * Format: int64
             * @description An author of the library.
             */
            default_author_id?: number | null;
            description?: string | null;
            /** @description `Import of` and the day if it is missing. */
            name?: string | null;
            /** @description The card or folder from which the files come. The server never looks there. */
            source_path?: string | null;
            /** @description Another word for `name`, which older clients say. */
            title?: string | null;
            /**
             * Format: int32
             * @description How many files will come.
             */
            total_files?: number | null;
        };
        /**
         * @example {
         *       "email": "ola@client.example",
         *       "organization_id": 5,
         *       "role_id": 2
         *     }
         */
        NewInvitation: {
            /** Format: email */
            email: string;
            /**
             * Format: int64
             * @description The client that the person will be a contact of; needed for roles of clients.
             */
            organization_id?: number | null;
            /** Format: int64 */
            role_id: number;
        };
        /**
         * @description A new client.
         * @example {
         *       "billing_email": "invoice@fjord.example",
         *       "name": "Fjord Shipping AS",
         *       "payment_terms": "Net 30",
         *       "settings": {
         *         "po_required": true
         *       },
         *       "type": "corporate"
         *     }
         */
        NewOrganization: {
            billing_address?: string | null;
            billing_city?: string | null;
            billing_email?: string | null;
            billing_phone?: string | null;
            billing_state?: string | null;
            billing_zip?: string | null;
            insurance_code?: string | null;
            name: string;
            /** @description As agreed, such as "Net 30". */
            payment_terms?: string | null;
            settings?: Record<string, never>;
            tax_exempt?: boolean;
            /** @enum {string} */
            type?: "corporate" | "individual" | "agency";
            /** @description The number under which the client lists the studio. */
            vendor_number?: string | null;
        };
        /**
         * @description A new password, and the leave to set it.
         * @example {
         *       "password": "an even longer pass phrase",
         *       "token": "Zk3…"
         *     }
         */
        NewPassword: {
            password: string;
            /** @description What stands behind `#reset=` in the letter's link. */
            token: string;
        };
        /**
         * @description A photo without a file.
         * @example {
         *       "hotpreview": "/9j/4AAQSkZJRgABAQ…",
         *       "title": "Grandmother, 1931"
         *     }
         */
        NewPhoto: {
            /** Format: int64 */
            author_id?: number | null;
            description?: string | null;
            /** Format: double */
            gps_latitude?: number | null;
            /** Format: double */
            gps_longitude?: number | null;
            /** @description Ignored: it is computed here. */
            hothash?: unknown;
            /** @description A small JPEG, PNG or WebP in base64, at most 1024 px on a side. */
            hotpreview: string;
            /** @description Ignored: it is computed here. */
            perceptual_hash?: unknown;
            /** Format: int32 */
            rating?: number | null;
            tags?: string[] | null;
            taken_at?: components["schemas"]["ShutterTime"] | null;
            title?: string | null;
        };
        /**
         * @description A new photograph with a file that stays with the client.
         * @example {
         *       "file_size": 6300000,
         *       "filename": "IMG_001.jpg",
         *       "gps_latitude": 59.9139,
         *       "gps_longitude": 10.7522,
         *       "hotpreview": "/9j/4AAQSkZJRgABAQ…",
         *       "taken_at": "2024-02-29T10:30:00+02:00"
         *     }
         */
        NewPhotoFile: {
            cloud_storage_info?: Record<string, never> | null;
            /** @description What the file's metadata says; kept as it is, but for NUL, by which cameras fill texts up. */
            exif_dict?: Record<string, never> | null;
            /**
             * Format: int64
             * @description Bytes.
             */
            file_size?: number | null;
            filename: string;
            /** Format: double */
            gps_latitude?: number | null;
            /** Format: double */
            gps_longitude?: number | null;
            /** @description Ignored: it is computed here. */
            hothash?: unknown;
            /**
             * @description A small JPEG, PNG or WebP in base64, at most 1024 px on a side; a `data:` prefix is cut off. Its SHA-256 is the
             *     photo's hothash.
             */
            hotpreview: string;
            /** Format: int64 */
            import_session_id?: number | null;
            imported_info?: Record<string, never> | null;
            local_storage_info?: Record<string, never> | null;
            /** @description Ignored: it is computed here. */
            perceptual_hash?: unknown;
            /**
             * Format: int32
             * @description 1 to 5; 0 is none.
             */
            rating?: number | null;
            taken_at?: components["schemas"]["ShutterTime"] | null;
        };
        /**
         * @description A new stack.
         * @example {
         *       "hothashes": [
         *         "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
         *         "60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752"
         *       ],
         *       "kind": "burst"
         *     }
         */
        NewPhotoStack: {
            /** @description The one that stands for the stack; the first one without it. */
            cover?: string | null;
            /** @description Its photos in order. */
            hothashes: string[];
            /** @enum {string} */
            kind: "burst" | "bracket" | "panorama" | "other";
            title?: string | null;
        };
        /**
         * @description A new group of the pool.
         * @example {
         *       "name": "Red T-shirt, studio shots"
         *     }
         */
        NewPoolGroup: {
            description?: string | null;
            name: string;
        };
        /**
         * @description What is to be shown: a link that there is, or the terms of one that might be made.
         * @example {
         *       "label": "For the board",
         *       "policy": {
         *         "download": false,
         *         "presets": [
         *           "hotpreview",
         *           "thumb",
         *           "web"
         *         ]
         *       }
         *     }
         */
        NewPreview: {
            /** @description The label that the link would have: `{recipient}` in a watermark. */
            label?: string | null;
            /**
             * Format: int64
             * @description A link of the gallery, shown as it is; without `policy` and `label`.
             */
            link_id?: number | null;
            policy?: components["schemas"]["DeliveryPolicy"] | null;
        };
        /**
         * @description A new product.
         * @example {
         *       "name": "Red T-shirt",
         *       "price": {
         *         "amount": "450.00",
         *         "currency": "USD"
         *       },
         *       "sku": "TS-RED-M"
         *     }
         */
        NewProduct: {
            description?: string | null;
            name: string;
            price?: components["schemas"]["Money"] | null;
            /** @description No two live products have the same one, however it is capitalised. */
            sku?: string | null;
        };
        /**
         * @description Stars.
         * @example {
         *       "rating": 4
         *     }
         */
        NewRating: {
            /** Format: int32 */
            rating: number;
        };
        /**
         * @description A studio with its first user.
         * @example {
         *       "email": "kari@nordlys.example",
         *       "name": "Kari Nordmann",
         *       "password": "a long pass phrase",
         *       "studio_name": "Nordlys Foto",
         *       "username": "kari"
         *     }
         */
        NewRegistration: {
            /** @description The name on invoices; the studio's name if it is missing. */
            business_name?: string | null;
            /** @description ISO 4217 code; `USD` if it is missing. */
            currency?: string | null;
            /** Format: email */
            email: string;
            /** @description The owner's name; the user name, or else the e-mail address, if it is missing. */
            name?: string | null;
            password: string;
            /** @description The studio's name. */
            studio_name: string;
            /** @description A DNS label that names the studio at sign-in. */
            subdomain?: string | null;
            /** @description IANA zone name; `UTC` if it is missing. */
            timezone?: string | null;
            /** @description Unique in the installation. */
            username?: string | null;
        };
        /**
         * @description A role of the studio's own, narrower than the built-in one of its kind.
         * @example {
         *       "kind": "studio",
         *       "name": "assistant",
         *       "permissions": [
         *         "can_view_gallery"
         *       ]
         *     }
         */
        NewRole: {
            /** @enum {string} */
            kind: "studio" | "client" | "guest" | "vendor";
            /** @description Lower-case letters, digits and underscores. */
            name: string;
            permissions: ("can_view_gallery" | "can_create_gallery" | "can_edit_gallery" | "can_delete_gallery" | "can_complete_gallery" | "can_deliver_gallery" | "can_archive_gallery" | "can_share_gallery" | "can_view_restricted_groups" | "can_upload_images" | "can_version_images" | "can_edit_images" | "can_delete_images" | "can_duplicate_images" | "can_download_images" | "can_rate_images" | "can_comment_on_images" | "can_approve_images" | "can_request_edits" | "can_access_originals" | "can_manage_image_groups" | "can_manage_products" | "can_view_products" | "can_access_staging" | "can_assign_staging" | "can_use_library" | "can_enable_ai" | "can_train_ai" | "can_view_ai_costs" | "can_generate_ai_portraits" | "can_disable_ai_portraits" | "can_consent_ai_use" | "can_view_calendar" | "can_create_session" | "can_edit_session" | "can_cancel_session" | "can_confirm_booking" | "can_deny_booking" | "can_request_booking" | "can_view_organization" | "can_manage_org_users" | "can_manage_org_settings" | "can_create_organization" | "can_edit_organization" | "can_view_documents" | "can_upload_documents" | "can_delete_documents" | "can_create_invoice" | "can_edit_invoice" | "can_send_invoice" | "can_record_payment" | "can_cancel_invoice" | "can_view_invoice" | "can_export_invoice_pdf" | "can_invite_users" | "can_manage_users" | "can_assign_roles" | "can_manage_studio_settings" | "can_view_audit_log" | "can_manage_webhooks" | "can_manage_api_tokens" | "can_send_messages" | "can_view_messages")[];
        };
        /**
         * @description A new saved search.
         * @example {
         *       "criteria": {
         *         "rating_min": 4,
         *         "tags": [
         *           "lofoten"
         *         ]
         *       },
         *       "name": "Best of Lofoten"
         *     }
         */
        NewSavedSearch: {
            criteria: components["schemas"]["PhotoSearchBody"];
            is_favorite?: boolean;
            /** @description No two of one person's have the same one, however it is spelt. */
            name: string;
        };
        /**
         * @description A new selection.
         * @example {
         *       "extra_price": {
         *         "amount": "15.00",
         *         "currency": "USD"
         *       },
         *       "included": 10,
         *       "name": "Album"
         *     }
         */
        NewSelection: {
            extra_price?: components["schemas"]["Money"] | null;
            /**
             * Format: int32
             * @description So many pictures are included. For the studio, like the other terms.
             */
            included?: number | null;
            /**
             * Format: int32
             * @description So many at most, included and further ones.
             */
            max_images?: number | null;
            name: string;
            note?: string | null;
        };
        /**
         * @description A session's window.
         * @example {
         *       "ends_at": "2026-05-04T19:00:00Z",
         *       "latitude": 34.0728,
         *       "location": "Royce Hall",
         *       "longitude": -118.4421,
         *       "session_type": "headshot",
         *       "setup_minutes": 30,
         *       "starts_at": "2026-05-04T17:00:00Z",
         *       "timezone": "America/Los_Angeles",
         *       "travel_before_minutes": 15
         *     }
         */
        NewSessionWindow: {
            /** @enum {string} */
            calendar_state?: "normal" | "stale" | "conflict" | "sync_error" | "unknown";
            /**
             * Format: date-time
             * @description At most seven days later.
             */
            ends_at: string;
            job_type?: string | null;
            /** Format: double */
            latitude?: number | null;
            location?: string | null;
            /** Format: double */
            longitude?: number | null;
            session_type?: string | null;
            /** Format: int32 */
            setup_minutes?: number;
            /** Format: date-time */
            starts_at: string;
            /** @enum {string} */
            status?: "tentative" | "pending" | "scheduled" | "confirmed" | "in_progress" | "completed" | "processing" | "delivered" | "cancelled" | "no_show";
            /** Format: int32 */
            teardown_minutes?: number;
            /** @description IANA name. Cameras that do not tell their zone are read in it; the studio's own zone if it is absent. */
            timezone?: string | null;
            /** Format: int32 */
            travel_after_minutes?: number;
            /** Format: int32 */
            travel_before_minutes?: number;
        };
        /**
         * @description A new link.
         * @example {
         *       "access_code": "4711",
         *       "expires_at": "2027-01-31T12:00:00Z",
         *       "label": "For the board"
         *     }
         */
        NewShareLink: {
            /** @description A code to be told by another way than the link. */
            access_code?: string | null;
            /** @description A PIN that downloads ask for; looking needs none. */
            download_pin?: string | null;
            /** Format: date-time */
            expires_at?: string | null;
            label?: string | null;
            policy?: components["schemas"]["DeliveryPolicy"] | null;
        };
        /** @description A file that came to the photo after the one that was published. */
        NewerFile: {
            /** @example IMG_0001_retouched.jpg */
            filename: string;
            /** Format: int64 */
            image_file_id: number;
        };
        /** @description A client of the studio: a company, an agency or a private person. */
        Organization: {
            billing_address?: string | null;
            billing_city?: string | null;
            billing_email?: string | null;
            billing_phone?: string | null;
            billing_state?: string | null;
            billing_zip?: string | null;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            deleted_at?: string | null;
            /**
             * Format: int64
             * @example 5
             */
            id: number;
            insurance_code?: string | null;
            /** @example Fjord Shipping AS */
            name: string;
            /** @example Net 30 */
            payment_terms?: string | null;
            settings: Record<string, never>;
            tax_exempt: boolean;
            /** @enum {string} */
            type: "corporate" | "individual" | "agency";
            /** Format: date-time */
            updated_at: string;
            vendor_number?: string | null;
            /** Format: int64 */
            version: number;
        };
        /**
         * @description A change to a client: an absent field stays, `null` clears.
         * @example {
         *       "insurance_code": null,
         *       "payment_terms": "Net 14"
         *     }
         */
        OrganizationPatch: {
            billing_address?: string | null;
            billing_city?: string | null;
            billing_email?: string | null;
            billing_phone?: string | null;
            billing_state?: string | null;
            billing_zip?: string | null;
            insurance_code?: string | null;
            name?: string;
            payment_terms?: string | null;
            settings?: Record<string, never>;
            tax_exempt?: boolean;
            /** @enum {string} */
            type?: "corporate" | "individual" | "agency";
            vendor_number?: string | null;
        };
        /** @description What the caller says of a picture. */
        OwnDecision: components["schemas"]["Decision"] & {
            /**
             * Format: int64
             * @example 812
             */
            image_id: number;
        };
        /** @description Where a page lies in its list. */
        Pagination: {
            /**
             * Format: int64
             * @example 100
             */
            limit: number;
            /** @description Send it as `cursor` for the next page; null on the last one, and on lists that have no cursor. */
            next_cursor?: string | null;
            /**
             * Format: int64
             * @example 0
             */
            offset: number;
            /**
             * Format: int64
             * @description From 1.
             * @example 1
             */
            page: number;
            /**
             * Format: int64
             * @example 1
             */
            pages: number;
            /**
             * Format: int64
             * @description Rows of the whole list.
             * @example 1
             */
            total: number;
        };
        /**
         * @example {
         *       "new_password": "an even longer pass phrase",
         *       "old_password": "a long pass phrase"
         *     }
         */
        PasswordChange: {
            new_password: string;
            old_password: string;
        };
        /**
         * @description Permissions that somebody holds.
         * @example {
         *       "permissions": [
         *         "can_view_gallery",
         *         "can_upload_images"
         *       ]
         *     }
         */
        Permissions: {
            permissions: ("can_view_gallery" | "can_create_gallery" | "can_edit_gallery" | "can_delete_gallery" | "can_complete_gallery" | "can_deliver_gallery" | "can_archive_gallery" | "can_share_gallery" | "can_view_restricted_groups" | "can_upload_images" | "can_version_images" | "can_edit_images" | "can_delete_images" | "can_duplicate_images" | "can_download_images" | "can_rate_images" | "can_comment_on_images" | "can_approve_images" | "can_request_edits" | "can_access_originals" | "can_manage_image_groups" | "can_manage_products" | "can_view_products" | "can_access_staging" | "can_assign_staging" | "can_use_library" | "can_enable_ai" | "can_train_ai" | "can_view_ai_costs" | "can_generate_ai_portraits" | "can_disable_ai_portraits" | "can_consent_ai_use" | "can_view_calendar" | "can_create_session" | "can_edit_session" | "can_cancel_session" | "can_confirm_booking" | "can_deny_booking" | "can_request_booking" | "can_view_organization" | "can_manage_org_users" | "can_manage_org_settings" | "can_create_organization" | "can_edit_organization" | "can_view_documents" | "can_upload_documents" | "can_delete_documents" | "can_create_invoice" | "can_edit_invoice" | "can_send_invoice" | "can_record_payment" | "can_cancel_invoice" | "can_view_invoice" | "can_export_invoice_pdf" | "can_invite_users" | "can_manage_users" | "can_assign_roles" | "can_manage_studio_settings" | "can_view_audit_log" | "can_manage_webhooks" | "can_manage_api_tokens" | "can_send_messages" | "can_view_messages")[];
        };
        /** @description How far one person has come. */
        PersonProgress: components["schemas"]["Tally"] & {
            /** @enum {string} */
            kind: "studio" | "client" | "guest" | "vendor";
            name: string;
            /** Format: date-time */
            reopened_at?: string | null;
            /** Format: date-time */
            submitted_at?: string | null;
            /** Format: int64 */
            user_id: number;
        };
        /** @description A photograph of somebody's library. */
        Photo: {
            author?: components["schemas"]["AuthorSummary"] | null;
            /** Format: int64 */
            author_id?: number | null;
            camera?: string | null;
            coldpreview?: components["schemas"]["ColdpreviewBody"] | null;
            correction?: components["schemas"]["CorrectionBody"] | null;
            /** Format: date-time */
            created_at: string;
            description?: string | null;
            files: components["schemas"]["ImageFileSummary"][];
            /** Format: date-time */
            first_imported?: string | null;
            /**
             * Format: double
             * @description Degrees; north is positive.
             */
            gps_latitude?: number | null;
            /**
             * Format: double
             * @description Degrees; east is positive.
             */
            gps_longitude?: number | null;
            has_gps: boolean;
            /** @description Whether a camera's own file is among its files. */
            has_raw_companion: boolean;
            /** Format: int32 */
            height?: number | null;
            /** @description SHA-256 of its hot preview: its name in this library. */
            hothash: string;
            /** @description The hot preview in base64, where it was asked for. */
            hotpreview?: string | null;
            /** @description The imports that brought its files. */
            import_sessions: number[];
            /** Format: date-time */
            last_imported?: string | null;
            lens?: string | null;
            /**
             * Format: int64
             * @description The file that was chosen to stand for it.
             */
            master_file_id?: number | null;
            /** @description The name of the chosen file, or of the first one. */
            primary_filename?: string | null;
            /**
             * Format: int32
             * @description 1 to 5.
             */
            rating?: number | null;
            /** Format: int64 */
            stack_id?: number | null;
            /** @description In the order in which they were written. */
            tags: string[];
            taken_at?: components["schemas"]["ShutterTime"] | null;
            title?: string | null;
            /** Format: date-time */
            updated_at: string;
            /** Format: int64 */
            version: number;
            /**
             * Format: int32
             * @description Pixels as seen, where they are known.
             */
            width?: number | null;
        };
        /**
         * @description When and where somebody says that a photo was taken. An absent part stays as it is, `null` says that it is unknown.
         * @example {
         *       "reason": "the camera was on winter time",
         *       "taken_at": "2024-02-29T11:30:00+01:00"
         *     }
         */
        PhotoCorrection: {
            place?: components["schemas"]["PhotoPlace"] | null;
            reason?: string;
            taken_at?: components["schemas"]["ShutterTime"] | null;
        };
        /**
         * @description An original with what is said of it. The texts come before the file.
         * @example {
         *       "file": "IMG_001.CR3",
         *       "import_session_id": "4"
         *     }
         */
        PhotoFileForm: {
            /** Format: binary */
            file: string;
            /** @description Ignored, as `perceptual_hash` is: it is computed here. */
            hothash?: string | null;
            import_session_id?: string | null;
            perceptual_hash?: string | null;
            /** @description Of which photo the file is, where it is another file of one. */
            photo_hothash?: string | null;
            /** @description 1 to 5; 0 is none. Only of a new photo. */
            rating?: string | null;
        };
        /**
         * @description A change to a photo: an absent field stays, `null` clears.
         * @example {
         *       "rating": 4,
         *       "tags": [
         *         "fjord",
         *         "blåbær"
         *       ],
         *       "title": "Lofoten"
         *     }
         */
        PhotoPatch: {
            /** Format: int64 */
            author_id?: number | null;
            description?: string | null;
            /**
             * Format: int64
             * @description A file of this photo, which stands for it from then on; `null` leaves it to the first one.
             */
            master_file_id?: number | null;
            /**
             * Format: int32
             * @description 1 to 5; `null` and 0 are none.
             */
            rating?: number | null;
            /** @description All of them, in their order; `[]` and `null` take them all away. */
            tags?: string[] | null;
            title?: string | null;
        };
        /** @description A point on earth, in degrees. */
        PhotoPlace: {
            /** Format: double */
            gps_latitude: number;
            /** Format: double */
            gps_longitude: number;
        };
        /** @description A picture that was made of a photo. */
        PhotoPublication: {
            /** @description BLAKE3 of the file that was published last. */
            content_hash: string;
            /**
             * Format: int32
             * @description Which version the picture is in.
             */
            current_version: number;
            /** Format: int64 */
            image_id: number;
            newer_file?: components["schemas"]["NewerFile"] | null;
            /** Format: date-time */
            published_at: string;
            /** Format: date-time */
            updated_at: string;
        };
        /**
         * @description Where a photo is to be seen: exactly one of a gallery, a product and the tray.
         * @example {
         *       "gallery_id": 12,
         *       "group_type": "main"
         *     }
         */
        PhotoPublish: {
            /** Format: int64 */
            gallery_id?: number | null;
            /** @description The kind of group there that receives it; `main` without one. The tray has no groups. */
            group_type?: string | null;
            /**
             * Format: int64
             * @description A file of the photo whose original is here; without it, the one that stands for the photo, or else the first JPEG,
             *     PNG, WebP, TIFF or GIF.
             */
            image_file_id?: number | null;
            /** Format: int64 */
            product_id?: number | null;
            /** @description `true` puts it into the tray. */
            staging?: boolean | null;
        };
        /**
         * @description Which file becomes the version.
         * @example {
         *       "image_file_id": 9
         *     }
         */
        PhotoRenewal: {
            /**
             * Format: int64
             * @description A file of the photo whose original is here; without it, the one that offers itself.
             */
            image_file_id?: number | null;
        };
        /**
         * @description What photos must have to be found, and their order. Absent criteria ask for nothing; all that are there must hold.
         * @example {
         *       "rating_min": 4,
         *       "sort_by": "taken_at",
         *       "sort_order": "desc",
         *       "tags": [
         *         "lofoten"
         *       ]
         *     }
         */
        PhotoSearchBody: {
            /** Format: int64 */
            author_id?: number | null;
            /** @description A part of the camera's name. */
            camera?: string | null;
            /** @description With a place, or without one. */
            has_gps?: boolean | null;
            /** @description With a RAW file, or without one. */
            has_raw?: boolean | null;
            /**
             * Format: int64
             * @description With a file of this import.
             */
            import_session_id?: number | null;
            /** @description A part of the lens's name. */
            lens?: string | null;
            /** @description Words in the title, the description or a file's name; each must be somewhere. */
            q?: string | null;
            /**
             * Format: int32
             * @description A photo without a rating counts as 0 here.
             */
            rating_max?: number | null;
            /** Format: int32 */
            rating_min?: number | null;
            sort_by?: components["schemas"]["PhotoSortBy"] | null;
            sort_order?: components["schemas"]["PhotoSortOrder"] | null;
            /** @description All of these. */
            tags?: string[] | null;
            taken_after?: components["schemas"]["LocalTime"] | null;
            taken_before?: components["schemas"]["LocalTime"] | null;
            within?: components["schemas"]["MapBox"] | null;
        };
        /**
         * @description What photos must have to be found, their order, and which part of what is found.
         * @example {
         *       "has_raw": true,
         *       "limit": 50,
         *       "q": "lofoten",
         *       "taken_after": "2024-02-29T00:00:00"
         *     }
         */
        PhotoSearchRequest: {
            /** Format: int64 */
            author_id?: number | null;
            /** @description A part of the camera's name. */
            camera?: string | null;
            /** @description The `next_cursor` of the page before; it wins over `offset`. */
            cursor?: string | null;
            /** @description With a place, or without one. */
            has_gps?: boolean | null;
            /** @description With a RAW file, or without one. */
            has_raw?: boolean | null;
            /**
             * Format: int64
             * @description With a file of this import.
             */
            import_session_id?: number | null;
            /** @description A part of the lens's name. */
            lens?: string | null;
            /**
             * Format: int64
             * @description How many photos to show.
             * @default 100
             */
            limit: number | null;
            /**
             * Format: int64
             * @description How many photos to skip.
             * @default 0
             */
            offset: number | null;
            /** @description Words in the title, the description or a file's name; each must be somewhere. */
            q?: string | null;
            /**
             * Format: int32
             * @description A photo without a rating counts as 0 here.
             */
            rating_max?: number | null;
            /** Format: int32 */
            rating_min?: number | null;
            sort_by?: components["schemas"]["PhotoSortBy"] | null;
            sort_order?: components["schemas"]["PhotoSortOrder"] | null;
            /** @description All of these. */
            tags?: string[] | null;
            taken_after?: components["schemas"]["LocalTime"] | null;
            taken_before?: components["schemas"]["LocalTime"] | null;
            within?: components["schemas"]["MapBox"] | null;
        };
        /**
         * @description By what found photos are put in order; `taken_at` without it.
         * @enum {string}
         */
        PhotoSortBy: "taken_at" | "created_at" | "rating";
        /**
         * @description In which direction; `desc` without it.
         * @enum {string}
         */
        PhotoSortOrder: "asc" | "desc";
        /** @description Photos that belong together. */
        PhotoStack: {
            /** @description The hothash of the photo that stands for it: the chosen one, or else the first one. */
            cover?: string | null;
            /** Format: date-time */
            created_at: string;
            /** @description Its photos in order. */
            hothashes: string[];
            /**
             * Format: int64
             * @example 4
             */
            id: number;
            /** @enum {string} */
            kind: "burst" | "bracket" | "panorama" | "other";
            /** @example 3 */
            photo_count: number;
            title?: string | null;
            /** Format: date-time */
            updated_at: string;
            /** Format: int64 */
            version: number;
        };
        /**
         * @description A change to a stack: an absent field stays, `null` clears.
         * @example {
         *       "kind": "panorama",
         *       "title": "Lofoten"
         *     }
         */
        PhotoStackPatch: {
            /** @description The hothash of one of its photos; `null` leaves it to the first one. */
            cover?: string | null;
            /** @enum {string} */
            kind?: "burst" | "bracket" | "panorama" | "other";
            title?: string | null;
        };
        /** @description What is left of a stack. */
        PhotoStackRemains: {
            stack?: components["schemas"]["PhotoStack"] | null;
        };
        /**
         * @description Among which photos stacks are looked for, and how close in time.
         * @example {
         *       "within_seconds": 2
         *     }
         */
        PhotoStackSearch: {
            taken_after?: components["schemas"]["LocalTime"] | null;
            taken_before?: components["schemas"]["LocalTime"] | null;
            /**
             * Format: int64
             * @description From one photo to the next.
             * @default 2
             */
            within_seconds: number | null;
        };
        /** @description Photos that seem to belong together, ready to be sent as a new stack. */
        PhotoStackSuggestion: {
            first_taken_at?: components["schemas"]["LocalTime"] | null;
            /** @description In the order in which they were taken. */
            hothashes: string[];
            /** @enum {string} */
            kind: "burst" | "bracket" | "panorama" | "other";
            last_taken_at?: components["schemas"]["LocalTime"] | null;
        };
        /** @description The photo of which a picture was made. */
        PictureSource: components["schemas"]["PhotoPublication"] & {
            photo_hothash: string;
        };
        /** @description A point on a picture. */
        Pin: {
            /**
             * Format: double
             * @description From the left.
             * @example 0.5
             */
            x: number;
            /**
             * Format: double
             * @description From the top.
             * @example 0.25
             */
            y: number;
        };
        /** @description A group of the pool. */
        PoolGroup: {
            /** Format: date-time */
            created_at: string;
            description?: string | null;
            /**
             * Format: int64
             * @example 31
             */
            id: number;
            /**
             * Format: int64
             * @description Live pictures in the group.
             */
            image_count: number;
            /** @example Red T-shirt, studio shots */
            name: string;
            /** Format: date-time */
            updated_at: string;
            /**
             * Format: int64
             * @description Grows also when the pictures in it change, or their order.
             */
            version: number;
        };
        /**
         * @description A change to a group of the pool: an absent field stays, `null` clears.
         * @example {
         *       "description": null
         *     }
         */
        PoolGroupPatch: {
            description?: string | null;
            name?: string;
        };
        /** @description A preview that can be looked at until it ends. */
        PreviewSession: {
            /** @description To be sent as a guest's access token is, for looking only. */
            access_token: string;
            /** Format: date-time */
            expires_at: string;
            /**
             * Format: int64
             * @description Seconds.
             * @example 600
             */
            expires_in: number;
            /**
             * Format: int64
             * @example 445
             */
            gallery_id: number;
            /** @description The terms that are shown. */
            policy: components["schemas"]["DeliveryPolicy"];
            /** @example Annual report portraits */
            subject_name: string;
            /** @example Bearer */
            token_type: string;
        };
        /** @description The body of a problem. */
        Problem: {
            /** @example validation_failed */
            code: string;
            /**
             * Format: int64
             * @description Where a limit was met: how many there are.
             * @example 2
             */
            current?: number | null;
            /** @example subject_name must not be empty */
            detail: string;
            errors?: components["schemas"]["FieldError"][];
            /**
             * Format: int64
             * @description The image that is in the way, where a problem is about one.
             */
            image_id?: number | null;
            /**
             * Format: int64
             * @description The limit, where there is no room for more.
             * @example 2
             */
            max?: number | null;
            /**
             * Format: int64
             * @description The limit, where there are too few.
             */
            min?: number | null;
            /**
             * @description Names the request in the server's log.
             * @example 0b0d3f0e-6d0c-4d3c-9d0e-0a5a1b6f9a11
             */
            request_id?: string | null;
            /**
             * Format: int32
             * @example 422
             */
            status: number;
            /** @description Always false. */
            success: boolean;
            /**
             * Format: int64
             * @description The tag that is in the way, where a problem is about one.
             */
            tag_id?: number | null;
            /** @example The input breaks a rule */
            title: string;
            /** @example /api/errors#validation_failed */
            type: string;
            /** @description Where it is used, when it is refused for that reason. */
            uses?: components["schemas"]["ImageUse"][];
        };
        /** @description Something that is sold. */
        Product: {
            /**
             * Format: int64
             * @description Grows whenever the groups that hang under it change.
             */
            content_version: number;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            deleted_at?: string | null;
            description?: string | null;
            /**
             * Format: int64
             * @example 12
             */
            id: number;
            /** @example Red T-shirt */
            name: string;
            price?: components["schemas"]["Money"] | null;
            primary_image?: components["schemas"]["Cover"] | null;
            /**
             * Format: int64
             * @description The image that was chosen to stand for it, for those who may see that one.
             */
            primary_image_id?: number | null;
            /** @example TS-RED-M */
            sku?: string | null;
            /** Format: date-time */
            updated_at: string;
            /** Format: int64 */
            version: number;
        };
        /** @description A picture with everything that an `img` element needs. */
        ProductImage: {
            /** @enum {string} */
            ai: "none" | "edited" | "generated";
            /** @description For people who cannot see it. */
            alt_text?: string | null;
            /** Format: int64 */
            group_id: number;
            /**
             * Format: int32
             * @example 4000
             */
            height: number;
            /**
             * Format: int64
             * @example 812
             */
            id: number;
            /** @description From the smallest to the largest, no two of the same width. */
            sources: components["schemas"]["ProductImageSource"][];
            /**
             * @description The same, ready for the attribute of that name.
             * @example https://studio.example/media/thumb/… 512w, https://studio.example/media/web/… 2048w
             */
            srcset: string;
            /** @example official_gallery */
            type: string;
            /**
             * Format: int32
             * @description Pixels of the original, as seen.
             * @example 6000
             */
            width: number;
        };
        /** @description One size of a picture. */
        ProductImageSource: {
            /**
             * Format: int32
             * @example 1365
             */
            height: number;
            /** @enum {string} */
            preset: "hotpreview" | "thumb" | "web" | "large" | "original";
            /**
             * @description Works without a header, for some hours; for an hour or more where ImageKit delivers.
             * @example https://studio.example/media/web/…
             */
            url: string;
            /**
             * Format: int32
             * @example 2048
             */
            width: number;
        };
        /**
         * @description A change to a product: an absent field stays, `null` clears.
         * @example {
         *       "description": null
         *     }
         */
        ProductPatch: {
            description?: string | null;
            name?: string;
            price?: components["schemas"]["Money"] | null;
            /**
             * Format: int64
             * @description An image of one of its groups; `null` leaves it to the first one.
             */
            primary_image_id?: number | null;
            sku?: string | null;
        };
        /** @description What people outside the studio say of a picture together. */
        ProofSummary: {
            /** Format: int64 */
            approvals: number;
            /**
             * Format: double
             * @example 4.5
             */
            average_rating?: number | null;
            /**
             * Format: int64
             * @description Comments of everybody, the studio's included.
             */
            comments: number;
            /** Format: int64 */
            edit_requests: number;
            /** Format: int64 */
            rejections: number;
        };
        /** @description A change to the limits: an absent field stays, `null` is no limit. */
        ProofingPatch: {
            comments_enabled?: boolean;
            /** @enum {string} */
            limit_scope?: "person" | "gallery";
            /** Format: int32 */
            max_approvals?: number | null;
            /** Format: int32 */
            max_edit_requests?: number | null;
            /** Format: int32 */
            min_approvals?: number | null;
            ratings_enabled?: boolean;
        };
        /** @description The limits of a gallery's proofing, and what of it is on. */
        ProofingSettings: {
            comments_enabled: boolean;
            /** @enum {string} */
            limit_scope: "person" | "gallery";
            /**
             * Format: int32
             * @example 10
             */
            max_approvals?: number | null;
            /** Format: int32 */
            max_edit_requests?: number | null;
            /**
             * Format: int32
             * @description With fewer approvals a selection cannot be submitted.
             */
            min_approvals?: number | null;
            ratings_enabled: boolean;
        };
        /** @description How far a gallery's proofing has come. */
        ProofingState: {
            /** @description What counts for the caller's limits: its own, or everybody's if the limits are shared. */
            counted: components["schemas"]["Tally"];
            /** @description Whether the caller has handed in, so that its decisions stand. */
            is_locked: boolean;
            /** @enum {string} */
            mode: "presentation" | "proofing";
            /** @description Everybody who has said something; for a guest nobody but itself. */
            people: components["schemas"]["PersonProgress"][];
            settings: components["schemas"]["ProofingSettings"];
            /** Format: date-time */
            submitted_at?: string | null;
        };
        /** @description Where a file of the tray seems to belong. */
        Proposal: components["schemas"]["MatchDecision"] & {
            batch_id: string;
            /** @example DSC_0412.JPG */
            filename: string;
            /** @enum {string} */
            flag: "none" | "pick" | "reject";
            /** @description It scored high, and no other session nearly as high. */
            is_confident: boolean;
            /**
             * Format: int32
             * @description 1 to 5, or null.
             * @example 4
             */
            rating?: number | null;
            /**
             * @description Who or what the gallery shows.
             * @example Annual report portraits
             */
            subject_name?: string | null;
        };
        /** @description What a photo became. */
        PublishedPhoto: {
            /**
             * Format: int64
             * @description The picture in the pool; `null` for one that lies in the tray.
             */
            image_id?: number | null;
            /** @description Whether the studio did not have these bytes there. */
            is_new: boolean;
            /**
             * Format: int64
             * @description The file in the tray; `null` for a picture.
             */
            staging_id?: number | null;
        };
        /** @description The version that a file became. */
        PublishedVersion: {
            /** Format: int64 */
            image_id: number;
            /** @description Whether the picture had not had these bytes. */
            is_new: boolean;
            /**
             * Format: int32
             * @example 2
             */
            version: number;
        };
        /** @description A rating with how many files have it. */
        RatingFacet: {
            /**
             * Format: int64
             * @example 12
             */
            count: number;
            /**
             * Format: int32
             * @example 4
             */
            rating: number;
        };
        /**
         * @example {
         *       "refresh_token": "3q2-7w…"
         *     }
         */
        RefreshRequest: {
            refresh_token: string;
        };
        /** @description What became of one file. */
        RetouchedFile: {
            /** @description The likeliest first. */
            candidates: components["schemas"]["VersionCandidate"][];
            error?: components["schemas"]["FileError"] | null;
            evidence?: components["schemas"]["VersionEvidence"] | null;
            /** @example DSC_0812.jpg */
            filename: string;
            /**
             * Format: int64
             * @description The picture that has the bytes now, if the caller may see it.
             * @example 812
             */
            image_id?: number | null;
            /**
             * Format: int32
             * @description Which version of the picture they are.
             * @example 2
             */
            number?: number | null;
            /**
             * @description `versioned`, `duplicate` (the studio has these bytes), `ambiguous` (it may show one of the candidates),
             *     `unmatched` (it shows no picture of the gallery) or `failed`.
             * @example versioned
             */
            status: string;
        };
        /**
         * @description The form of retouched files.
         * @example {
         *       "files": [
         *         "DSC_0812.jpg",
         *         "DSC_0813.jpg"
         *       ],
         *       "notes": "Final retouch"
         *     }
         */
        RetouchedForm: {
            /** @description JPEG, PNG, WebP, TIFF or GIF. The field's name does not matter; every part with a file name is a file. */
            files: string[];
            /** @description What was done in the files that follow it. Whoever sees a picture sees it. */
            notes?: string;
        };
        /** @description What became of all files. */
        RetouchedResult: {
            /** @example 1 */
            ambiguous: number;
            /** @example 0 */
            duplicates: number;
            /** @example 0 */
            failed: number;
            /** @description One entry per file, in the order in which they were sent. */
            files: components["schemas"]["RetouchedFile"][];
            /** @example 1 */
            unmatched: number;
            /** @example 7 */
            versioned: number;
        };
        /** @description A named set of permissions. */
        Role: {
            /** @description Whether every studio has it and none can change it. */
            built_in: boolean;
            /**
             * Format: int64
             * @example 1
             */
            id: number;
            /** @enum {string} */
            kind: "studio" | "client" | "guest" | "vendor";
            /** @example studio_user */
            name: string;
            permissions: ("can_view_gallery" | "can_create_gallery" | "can_edit_gallery" | "can_delete_gallery" | "can_complete_gallery" | "can_deliver_gallery" | "can_archive_gallery" | "can_share_gallery" | "can_view_restricted_groups" | "can_upload_images" | "can_version_images" | "can_edit_images" | "can_delete_images" | "can_duplicate_images" | "can_download_images" | "can_rate_images" | "can_comment_on_images" | "can_approve_images" | "can_request_edits" | "can_access_originals" | "can_manage_image_groups" | "can_manage_products" | "can_view_products" | "can_access_staging" | "can_assign_staging" | "can_use_library" | "can_enable_ai" | "can_train_ai" | "can_view_ai_costs" | "can_generate_ai_portraits" | "can_disable_ai_portraits" | "can_consent_ai_use" | "can_view_calendar" | "can_create_session" | "can_edit_session" | "can_cancel_session" | "can_confirm_booking" | "can_deny_booking" | "can_request_booking" | "can_view_organization" | "can_manage_org_users" | "can_manage_org_settings" | "can_create_organization" | "can_edit_organization" | "can_view_documents" | "can_upload_documents" | "can_delete_documents" | "can_create_invoice" | "can_edit_invoice" | "can_send_invoice" | "can_record_payment" | "can_cancel_invoice" | "can_view_invoice" | "can_export_invoice_pdf" | "can_invite_users" | "can_manage_users" | "can_assign_roles" | "can_manage_studio_settings" | "can_view_audit_log" | "can_manage_webhooks" | "can_manage_api_tokens" | "can_send_messages" | "can_view_messages")[];
        };
        /**
         * @description A change to a role of the studio's own.
         * @example {
         *       "permissions": [
         *         "can_view_gallery",
         *         "can_upload_images"
         *       ]
         *     }
         */
        RolePatch: {
            /** @description Lower-case letters, digits and underscores. */
            name?: string;
            permissions?: ("can_view_gallery" | "can_create_gallery" | "can_edit_gallery" | "can_delete_gallery" | "can_complete_gallery" | "can_deliver_gallery" | "can_archive_gallery" | "can_share_gallery" | "can_view_restricted_groups" | "can_upload_images" | "can_version_images" | "can_edit_images" | "can_delete_images" | "can_duplicate_images" | "can_download_images" | "can_rate_images" | "can_comment_on_images" | "can_approve_images" | "can_request_edits" | "can_access_originals" | "can_manage_image_groups" | "can_manage_products" | "can_view_products" | "can_access_staging" | "can_assign_staging" | "can_use_library" | "can_enable_ai" | "can_train_ai" | "can_view_ai_costs" | "can_generate_ai_portraits" | "can_disable_ai_portraits" | "can_consent_ai_use" | "can_view_calendar" | "can_create_session" | "can_edit_session" | "can_cancel_session" | "can_confirm_booking" | "can_deny_booking" | "can_request_booking" | "can_view_organization" | "can_manage_org_users" | "can_manage_org_settings" | "can_create_organization" | "can_edit_organization" | "can_view_documents" | "can_upload_documents" | "can_delete_documents" | "can_create_invoice" | "can_edit_invoice" | "can_send_invoice" | "can_record_payment" | "can_cancel_invoice" | "can_view_invoice" | "can_export_invoice_pdf" | "can_invite_users" | "can_manage_users" | "can_assign_roles" | "can_manage_studio_settings" | "can_view_audit_log" | "can_manage_webhooks" | "can_manage_api_tokens" | "can_send_messages" | "can_view_messages")[];
        };
        /** @description A search under a name. */
        SavedSearch: {
            /** Format: date-time */
            created_at: string;
            criteria: components["schemas"]["PhotoSearchBody"];
            /**
             * Format: int64
             * @example 5
             */
            id: number;
            is_favorite: boolean;
            /**
             * Format: int64
             * @description How many photos it found when it was last run with these criteria.
             * @example 12
             */
            last_count?: number | null;
            /** Format: date-time */
            last_run_at?: string | null;
            /** @example Best of Lofoten */
            name: string;
            /** Format: date-time */
            updated_at: string;
            /** Format: int64 */
            version: number;
        };
        /**
         * @description A change to a saved search: an absent field stays. Criteria are replaced as a whole.
         * @example {
         *       "is_favorite": true
         *     }
         */
        SavedSearchPatch: {
            criteria?: components["schemas"]["PhotoSearchBody"];
            is_favorite?: boolean;
            name?: string;
        };
        /**
         * @description Which part of what is found.
         * @example {
         *       "limit": 50
         *     }
         */
        SavedSearchRun: {
            /** @description The `next_cursor` of the page before; it wins over `offset`. */
            cursor?: string | null;
            /**
             * Format: int64
             * @description How many photos to show.
             * @default 100
             */
            limit: number | null;
            /**
             * Format: int64
             * @description How many photos to skip.
             * @default 0
             */
            offset: number | null;
        };
        /**
         * @description Pictures of the gallery, in order.
         * @example {
         *       "image_ids": [
         *         812,
         *         811,
         *         815
         *       ]
         *     }
         */
        SelectedImages: {
            image_ids: number[];
        };
        /** @description A named list of pictures of a gallery. */
        Selection: {
            /** Format: date-time */
            created_at: string;
            /**
             * Format: int64
             * @description How many pictures are beyond the included ones.
             * @example 2
             */
            extra_count: number;
            extra_price?: components["schemas"]["Money"] | null;
            extra_total?: components["schemas"]["Money"] | null;
            /** Format: int64 */
            gallery_id: number;
            /**
             * Format: int64
             * @example 9
             */
            id: number;
            /**
             * Format: int64
             * @description How many pictures are in it.
             * @example 12
             */
            image_count: number;
            /**
             * @description Those of them that the caller sees, in the list's order. Only with `include=image_ids`, and not where the gallery's
             *     lists hold more than 10,000 pictures before the end of this one: read it by pages then.
             * @example [
             *       812,
             *       811
             *     ]
             */
            image_ids?: number[] | null;
            /**
             * Format: int32
             * @example 10
             */
            included?: number | null;
            /** Format: int32 */
            max_images?: number | null;
            /** @example Album */
            name: string;
            note?: string | null;
            /** @enum {string} */
            state: "open" | "submitted" | "locked";
            /** Format: date-time */
            submitted_at?: string | null;
            /** Format: int64 */
            submitted_by_user_id?: number | null;
            /** Format: date-time */
            updated_at: string;
            /**
             * Format: int64
             * @description Whose list it is; null where all visitors of the gallery choose together.
             */
            user_id?: number | null;
            user_name?: string | null;
            /** Format: int64 */
            version: number;
        };
        /**
         * @description A change to a selection: an absent field stays, `null` clears.
         * @example {
         *       "included": 12
         *     }
         */
        SelectionPatch: {
            extra_price?: components["schemas"]["Money"] | null;
            /** Format: int32 */
            included?: number | null;
            /** Format: int32 */
            max_images?: number | null;
            name?: string;
            note?: string | null;
        };
        /** @description When and where a gallery's pictures are taken. */
        SessionWindow: {
            /** @enum {string} */
            calendar_state: "normal" | "stale" | "conflict" | "sync_error" | "unknown";
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            ends_at: string;
            /**
             * Format: int64
             * @example 445
             */
            gallery_id: number;
            job_type?: string | null;
            /** Format: double */
            latitude?: number | null;
            location?: string | null;
            /** Format: double */
            longitude?: number | null;
            session_type?: string | null;
            /** Format: int32 */
            setup_minutes: number;
            /** Format: date-time */
            starts_at: string;
            /** @enum {string} */
            status: "tentative" | "pending" | "scheduled" | "confirmed" | "in_progress" | "completed" | "processing" | "delivered" | "cancelled" | "no_show";
            /** Format: int32 */
            teardown_minutes: number;
            /** @example America/Los_Angeles */
            timezone: string;
            /** Format: int32 */
            travel_after_minutes: number;
            /** Format: int32 */
            travel_before_minutes: number;
            /** Format: date-time */
            updated_at: string;
            /** Format: int64 */
            version: number;
        };
        /** @description Whether somebody has to set the installation up. */
        Setup: {
            /** @description Whether there is no studio yet: the next step is to register one. */
            needed: boolean;
        };
        /** @description A door to one gallery. */
        ShareLink: {
            /** Format: date-time */
            created_at: string;
            /** Format: int64 */
            created_by_user_id: number;
            /** Format: int32 */
            download_count: number;
            /** Format: date-time */
            expires_at?: string | null;
            /** Format: int64 */
            gallery_id: number;
            /**
             * Format: int64
             * @description People who came in by it; in the register only.
             */
            guest_count?: number | null;
            has_access_code: boolean;
            has_download_pin: boolean;
            /**
             * Format: int64
             * @example 17
             */
            id: number;
            /** @example For the board */
            label?: string | null;
            /** Format: date-time */
            last_used_at?: string | null;
            policy: components["schemas"]["DeliveryPolicy"];
            /** Format: date-time */
            revoked_at?: string | null;
            /** @enum {string} */
            state: "open" | "expired" | "revoked";
            /** @description The secret of the link, shown once: in the answer that made it. */
            token?: string | null;
            /** Format: date-time */
            updated_at: string;
            /** @description What to send to the client, shown once: the address of the gallery. It holds the secret, so keep it out of logs. */
            url?: string | null;
            /** Format: int64 */
            version: number;
            /**
             * Format: int32
             * @description How many times somebody came in by it.
             */
            view_count: number;
        };
        /**
         * @description A change to a link: an absent field stays, `null` clears.
         * @example {
         *       "expires_at": null
         *     }
         */
        ShareLinkPatch: {
            /** @description A new PIN has to be shown again by those who have shown the old one. */
            download_pin?: string | null;
            /** Format: date-time */
            expires_at?: string | null;
            label?: string | null;
            /** @description Replaces the terms as a whole. */
            policy?: components["schemas"]["DeliveryPolicy"];
        };
        /** @description By the camera's clock, such as 2027-01-31T12:00:00, with its offset from UTC where that is known */
        ShutterTime: string;
        /** @description Tokens of somebody who proved who it is. */
        SignedInBody: {
            /**
             * @description Send it as `Authorization: Bearer …`.
             * @example eyJhbGciOi…
             */
            access_token: string;
            /**
             * Format: int64
             * @description Seconds until the access token ends.
             * @example 900
             */
            expires_in: number;
            /**
             * @description Good for one exchange; the answer to it brings the next one.
             * @example 3q2-7w…
             */
            refresh_token: string;
            /**
             * @description Always `bearer`.
             * @example bearer
             */
            token_type: string;
            user: components["schemas"]["User"];
        };
        /** @description A picture of the studio's pool that looks like what was looked for. */
        SimilarImage: {
            /**
             * Format: int32
             * @description Differing bits of the gradient hash, which takes more strangers for copies than a photo's two hashes.
             * @example 3
             */
            distance: number;
            /** @example IMG_001.jpg */
            filename: string;
            /** @description The galleries in which it hangs, as far as the caller sees them. */
            galleries: number[];
            /**
             * Format: int64
             * @example 7
             */
            image_id: number;
            /** @description The products that show it, as far as the caller sees them. */
            products: number[];
        };
        /** @description A photo that looks like what was looked for. */
        SimilarPhoto: {
            /**
             * Format: int32
             * @description Differing bits; 0 is the same picture.
             * @example 2
             */
            distance: number;
            /**
             * Format: int64
             * @description The file of the photo that comes nearest.
             * @example 12
             */
            image_file_id: number;
            photo: components["schemas"]["Photo"];
        };
        /**
         * @description A small picture that is looked for.
         * @example {
         *       "hotpreview": "/9j/4AAQSkZJRgABAQ…"
         *     }
         */
        SimilarPicture: {
            /** @description A small JPEG, PNG or WebP in base64, at most 1024 px on a side; a `data:` prefix is cut off. */
            hotpreview: string;
        };
        /**
         * @description A picture that is looked for.
         * @example {
         *       "file": "IMG_001.jpg"
         *     }
         */
        SimilarPictureForm: {
            /** Format: binary */
            file: string;
        };
        /** @description What looks like a picture, the nearest first. */
        SimilarPictures: {
            /** @description Of the caller's library, each photo once. */
            photos: components["schemas"]["SimilarPhoto"][];
            /** @description Of the pool, as far as the caller sees it; empty for who is not of the studio. */
            pool: components["schemas"]["SimilarImage"][];
            /** @description Of the tray, for who works there; else empty. */
            staging: components["schemas"]["SimilarStagingImage"][];
        };
        /** @description A file of the tray that looks like what was looked for. */
        SimilarStagingImage: {
            /**
             * Format: int32
             * @description As with images of the pool.
             * @example 3
             */
            distance: number;
            /** @example IMG_001.jpg */
            filename: string;
            /**
             * Format: int64
             * @example 31
             */
            staging_image_id: number;
        };
        /**
         * @description Photos, in order.
         * @example {
         *       "hothashes": [
         *         "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
         *       ]
         *     }
         */
        StackedPhotos: {
            hothashes: string[];
        };
        /** @description What became of one file. */
        StagedFile: {
            /**
             * Format: int64
             * @description The file of the tray that had these bytes.
             */
            duplicate_of_staging_id?: number | null;
            error?: components["schemas"]["FileError"] | null;
            file?: components["schemas"]["StagingImage"] | null;
            /** @example DSC_0812.jpg */
            filename: string;
            /**
             * @description `stored`, `duplicate` (the tray had these bytes), `restored` (it had thrown them away) or `failed`.
             * @example stored
             */
            status: string;
        };
        /** @description What there is to filter by, the most frequent first. */
        StagingFacets: {
            cameras: components["schemas"]["FacetBody"][];
            flags: components["schemas"]["FlagFacets"];
            lenses: components["schemas"]["FacetBody"][];
            /** @description The best first; ratings that no file has are left out. */
            ratings: components["schemas"]["RatingFacet"][];
        };
        /**
         * @description The form of an upload into the tray.
         * @example {
         *       "files": [
         *         "DSC_0812.jpg"
         *       ]
         *     }
         */
        StagingForm: {
            /** @description JPEG, PNG, WebP, TIFF or GIF. The field's name does not matter; every part with a file name is a file. */
            files: string[];
        };
        /**
         * @description Which files are meant.
         * @example {
         *       "staging_ids": [
         *         4711,
         *         4712
         *       ]
         *     }
         */
        StagingIds: {
            staging_ids: number[];
        };
        /** @description A file in the tray. */
        StagingImage: {
            /**
             * Format: double
             * @description The f-number.
             * @example 2.8
             */
            aperture?: number | null;
            /** Format: date-time */
            assigned_at?: string | null;
            assigned_group_type?: string | null;
            /**
             * Format: int64
             * @description The picture that it has become, or of which it has become a version.
             */
            assigned_image_id?: number | null;
            /**
             * Format: int64
             * @description Null for a file that became a version: it is wherever its picture is.
             */
            assigned_to_gallery_id?: number | null;
            batch_id: string;
            camera_model?: string | null;
            /** @description BLAKE3 of the original. */
            content_hash?: string | null;
            /** @example image/jpeg */
            content_type?: string | null;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            deleted_at?: string | null;
            /**
             * Format: int64
             * @description The picture of the pool that has these bytes already.
             */
            duplicate_of_image_id?: number | null;
            /** @description Why it failed: a code. */
            failure?: string | null;
            /**
             * Format: int64
             * @description Bytes of the original.
             */
            file_size: number;
            /** @example DSC_0812.jpg */
            filename: string;
            /** @enum {string} */
            flag: "none" | "pick" | "reject";
            /**
             * Format: double
             * @description Millimetres.
             * @example 35
             */
            focal_length?: number | null;
            /** Format: int32 */
            height?: number | null;
            /**
             * Format: int64
             * @example 4711
             */
            id: number;
            /** Format: int32 */
            iso?: number | null;
            lens?: string | null;
            metadata: Record<string, never>;
            /** @description 64 bits, as 16 hex digits; pictures that look alike differ in few of them. */
            perceptual_hash?: string | null;
            previews: {
                [key: string]: string;
            };
            proposal?: components["schemas"]["StagingProposal"] | null;
            /**
             * Format: int32
             * @description 1 to 5, or null. It stays with the file when that leaves the tray: a picture has ratings by those who look at it.
             * @example 4
             */
            rating?: number | null;
            /** @enum {string} */
            state: "received" | "ready" | "failed" | "assigned" | "discarded";
            /**
             * @description When the shutter opened, by the camera's own clock and without a zone.
             * @example 2026-06-01T14:03:22
             */
            taken_at?: string | null;
            /** Format: int64 */
            uploaded_by_user_id?: number | null;
            /** Format: int64 */
            version: number;
            version_of?: components["schemas"]["VersionOf"] | null;
            /**
             * Format: int32
             * @description Pixels, as seen.
             */
            width?: number | null;
        };
        /**
         * @description What is said of a file. An absent part stays as it is.
         * @example {
         *       "flag": "pick",
         *       "rating": 4
         *     }
         */
        StagingMarks: {
            /** @enum {string|null} */
            flag?: "none" | "pick" | "reject" | null;
            /**
             * Format: int32
             * @description 1 to 5; `null` takes it away.
             */
            rating?: number | null;
        };
        /**
         * @description What is said of many files. An absent part stays as it is.
         * @example {
         *       "flag": "reject",
         *       "staging_ids": [
         *         4711,
         *         4712
         *       ]
         *     }
         */
        StagingMarksOfMany: {
            /** @enum {string|null} */
            flag?: "none" | "pick" | "reject" | null;
            /**
             * Format: int32
             * @description 1 to 5; `null` takes it away.
             */
            rating?: number | null;
            staging_ids: number[];
        };
        /** @description What was decided about where a file belongs, in short; `/staging/{staging_id}/decisions` says why. */
        StagingProposal: {
            /** Format: date-time */
            decided_at: string;
            /**
             * Format: int64
             * @example 91
             */
            decision_id: number;
            /** Format: int64 */
            gallery_id?: number | null;
            /** @description It scored high, and no other session nearly as high. */
            is_confident: boolean;
            /** @description A person has decided, and the formula leaves the file alone. */
            is_locked: boolean;
            /** @enum {string} */
            outcome: "auto_assign" | "propose" | "no_match" | "manual_assign" | "manual_unassign";
            /**
             * Format: double
             * @description From 0 to 1; null if there was no session to compare with.
             * @example 0.925
             */
            score?: number | null;
            /**
             * @description Who or what the gallery shows.
             * @example Annual report portraits
             */
            subject_name?: string | null;
        };
        /** @description What became of an upload into the tray. */
        StagingResult: {
            /** @description The batch that the files are in. */
            batch_id: string;
            /** @example 0 */
            duplicates: number;
            /** @example 3 */
            failed: number;
            /** @description One entry per file, in the order in which they were sent. */
            files: components["schemas"]["StagedFile"][];
            /** @example 0 */
            restored: number;
            /** @example 7 */
            stored: number;
        };
        Status: {
            /** @example ok */
            status: string;
        };
        /** @description Where a file is kept, as its owner's programs say. */
        StorageInfo: {
            cloud_storage_info?: Record<string, never> | null;
            imported_info?: Record<string, never> | null;
            local_storage_info?: Record<string, never> | null;
        };
        /**
         * @description A change of where a file is kept: an absent field stays, `null` clears.
         * @example {
         *       "local_storage_info": {
         *         "disk": "archive-3",
         *         "path": "2024/02"
         *       }
         *     }
         */
        StorageInfoPatch: {
            cloud_storage_info?: Record<string, never> | null;
            imported_info?: Record<string, never> | null;
            local_storage_info?: Record<string, never> | null;
        };
        /** @description A picture that has just arrived. */
        StoredImage: {
            /** @enum {string} */
            ai: "none" | "edited" | "generated";
            alt_text?: string | null;
            content_hash: string;
            /** @enum {string} */
            content_type: "image/jpeg" | "image/png" | "image/webp" | "image/tiff" | "image/gif";
            /**
             * Format: int32
             * @description Which of its versions the picture is, from 1.
             * @example 1
             */
            current_version: number;
            /** Format: int64 */
            file_size: number;
            filename: string;
            focal_point?: components["schemas"]["FocalPoint"] | null;
            /** Format: int32 */
            height: number;
            /**
             * Format: int64
             * @example 812
             */
            id: number;
            metadata: Record<string, never>;
            /** @enum {string} */
            state: "processing" | "ready" | "failed";
            /** @example 2026-06-01T14:03:22 */
            taken_at?: string | null;
            /** Format: date-time */
            uploaded_at: string;
            /** Format: int64 */
            version: number;
            /** Format: int32 */
            width: number;
        };
        /** @description A photography studio. */
        Studio: {
            business_address?: string | null;
            business_city?: string | null;
            business_email?: string | null;
            business_name: string;
            business_phone?: string | null;
            business_state?: string | null;
            business_zip?: string | null;
            /** Format: date-time */
            created_at: string;
            /** @example NOK */
            currency: string;
            /**
             * Format: int64
             * @example 1
             */
            id: number;
            logo_url?: string | null;
            /** @example Nordlys Foto */
            name: string;
            settings: Record<string, never>;
            subdomain?: string | null;
            /** @example Europe/Oslo */
            timezone: string;
            /** Format: date-time */
            updated_at: string;
            /** Format: int64 */
            version: number;
            website_url?: string | null;
        };
        /**
         * @description A change to the studio: an absent field stays, `null` clears.
         * @example {
         *       "settings": {
         *         "invoice_prefix": "NL-",
         *         "mileage_rate": 3.5
         *       }
         *     }
         */
        StudioPatch: {
            business_address?: string | null;
            business_city?: string | null;
            business_email?: string | null;
            business_name?: string;
            business_phone?: string | null;
            business_state?: string | null;
            business_zip?: string | null;
            currency?: string;
            logo_url?: string | null;
            name?: string;
            settings?: Record<string, never>;
            subdomain?: string | null;
            timezone?: string;
            website_url?: string | null;
        };
        /** @description A selection that was handed in. */
        Submission: {
            /**
             * Format: int32
             * @description How many pictures were approved.
             */
            approvals: number;
            /** Format: int64 */
            gallery_id: number;
            /** @description Whether the person's decisions stand. */
            is_locked: boolean;
            /** Format: date-time */
            reopened_at?: string | null;
            /** Format: date-time */
            submitted_at?: string | null;
            /** Format: int64 */
            user_id: number;
        };
        /** @description A word that stands on photos. */
        Tag: {
            /** Format: date-time */
            created_at: string;
            /**
             * Format: int64
             * @example 3
             */
            id: number;
            /**
             * @description As it is compared: `Blåbær` and `BLABAER` are one tag.
             * @example blabaer
             */
            key: string;
            /**
             * @description As it was written last by whoever renamed it, or else first.
             * @example Blåbær
             */
            name: string;
            /**
             * Format: int64
             * @description How many photos have it.
             * @example 12
             */
            photo_count: number;
            /** Format: date-time */
            updated_at: string;
        };
        /**
         * @description Tags that become one.
         * @example {
         *       "from": [
         *         7,
         *         8
         *       ],
         *       "into": 3
         *     }
         */
        TagMerge: {
            /** @description These go. */
            from: number[];
            /**
             * Format: int64
             * @description This one stays, and stands wherever one of the others did.
             */
            into: number;
        };
        /**
         * @description Another name for a tag.
         * @example {
         *       "name": "Blåbær"
         *     }
         */
        TagRename: {
            name: string;
        };
        /**
         * @description Which files become versions of which pictures.
         * @example {
         *       "files": [
         *         {
         *           "image_id": 812,
         *           "staging_id": 4711
         *         }
         *       ],
         *       "notes": "Final retouch"
         *     }
         */
        TakeAsVersions: {
            files: components["schemas"]["FileOfPicture"][];
            /** @description What was done in these files. Whoever sees the pictures sees it. */
            notes?: string | null;
        };
        /** @description Pictures by what is said of them. */
        Tally: {
            /** Format: int64 */
            approvals: number;
            /** Format: int64 */
            edit_requests: number;
            /** Format: int64 */
            rejections: number;
        };
        /** @description The photos of one year, month, day or hour, by the camera's clock. */
        TimelineBucket: {
            /**
             * Format: int64
             * @example 120
             */
            count: number;
            /**
             * Format: int64
             * @description Null where the bucket is longer than a day.
             * @example 29
             */
            day?: number | null;
            first_taken_at: components["schemas"]["LocalTime"];
            /**
             * Format: int64
             * @description Null where the bucket is longer than an hour.
             */
            hour?: number | null;
            last_taken_at: components["schemas"]["LocalTime"];
            /**
             * Format: int64
             * @description Null where the bucket is a year.
             * @example 2
             */
            month?: number | null;
            /** @description The hothash of the photo that stands for them: the best rated, or else the one in the middle of their time. */
            preview_hothash: string;
            /**
             * Format: int64
             * @example 2024
             */
            year: number;
        };
        /** @description A file on its way here. */
        Upload: {
            /** @example 0191e8f4-7c3a-4b1d-9f20-000000000007 */
            batch_id: string;
            /** Format: date-time */
            created_at: string;
            /**
             * Format: int64
             * @description The file of the tray that had these bytes already.
             */
            duplicate_of_staging_id?: number | null;
            /** Format: date-time */
            expires_at: string;
            /** @description Why the file was refused: a code. */
            failure?: string | null;
            /** @example DSC_0812.jpg */
            filename: string;
            /** @example 0191e8f4-7c3a-4b1d-9f20-00000000002a */
            id: string;
            /**
             * Format: int64
             * @description Bytes of the whole file.
             */
            length: number;
            /**
             * Format: int64
             * @description Bytes that are safe.
             */
            offset: number;
            /**
             * Format: int64
             * @description The file in the tray, once it is there.
             */
            staging_id?: number | null;
            /** @enum {string} */
            state: "receiving" | "received" | "completed" | "failed";
        };
        /** @description Files that were sent together. */
        UploadBatch: {
            /** Format: date-time */
            closed_at?: string | null;
            /** Format: date-time */
            created_at: string;
            /** Format: int64 */
            created_by_user_id?: number | null;
            /**
             * Format: int32
             * @description Files whose bytes the tray had.
             */
            duplicate: number;
            /**
             * Format: int32
             * @description Files that were refused or never came whole.
             */
            failed: number;
            /** @example 0191e8f4-7c3a-4b1d-9f20-000000000007 */
            id: string;
            /** @example Ferry, second card */
            name?: string | null;
            /**
             * Format: int32
             * @description Files that are new in the tray.
             */
            received: number;
            /** @enum {string} */
            source: "upload" | "watched_folder" | "inbox";
            /** @enum {string} */
            state: "open" | "closed";
            /**
             * Format: int32
             * @description Files announced or sent.
             */
            total: number;
            /** Format: int64 */
            version: number;
        };
        /**
         * @description The form of an upload.
         * @example {
         *       "files": [
         *         "DSC_0812.jpg"
         *       ],
         *       "type": "main"
         *     }
         */
        UploadForm: {
            /** @description Describes the files that follow it for people who cannot see them. */
            alt_text?: string;
            /** @description JPEG, PNG, WebP, TIFF or GIF. The field's name does not matter; every part with a file name is a file. */
            files: string[];
            /** @description The type of the group that the files go to, made on demand; it comes before the files. `main` if missing. */
            type?: string;
        };
        /** @description What became of an upload. */
        UploadResult: {
            /** @example 0 */
            duplicates: number;
            /** @example 3 */
            failed: number;
            /** @description One entry per file, in the order in which they were sent. */
            files: components["schemas"]["FileResult"][];
            /** @example 0 */
            restored: number;
            /** @example 7 */
            stored: number;
        };
        /** @description A person. */
        User: {
            avatar_url?: string | null;
            /** Format: date-time */
            created_at: string;
            /** @example kari@nordlys.example */
            email?: string | null;
            /** Format: date-time */
            email_verified_at?: string | null;
            /**
             * Format: int64
             * @example 7
             */
            id: number;
            is_active: boolean;
            /** @enum {string} */
            kind: "studio" | "client" | "guest" | "vendor";
            /** @example Kari Nordmann */
            name: string;
            /** @description The client organizations that the person is a contact of. */
            organization_ids: number[];
            phone?: string | null;
            /** @example Europe/Oslo */
            timezone?: string | null;
            /** Format: date-time */
            updated_at: string;
            /** @example kari */
            username?: string | null;
            /** Format: int64 */
            version: number;
        };
        /**
         * @description A change to a person: an absent field stays, `null` clears.
         * @example {
         *       "avatar_url": null,
         *       "phone": "+47 22 00 00 00"
         *     }
         */
        UserPatch: {
            avatar_url?: string | null;
            email?: string | null;
            name?: string;
            phone?: string | null;
            timezone?: string | null;
            username?: string | null;
        };
        /** @description A picture that a file may be a version of. */
        VersionCandidate: {
            evidence: components["schemas"]["VersionEvidence"];
            /**
             * Format: int64
             * @example 812
             */
            image_id: number;
        };
        /** @description Why a picture is thought to be the one that a file shows. */
        VersionEvidence: {
            /**
             * Format: int32
             * @description Differing bits of the perceptual hashes, of 64; null where one of the two pictures is flat.
             * @example 3
             */
            hash_distance?: number | null;
            /**
             * @description `body` (the same serial number) or `model`; null where one of the files does not tell.
             * @example body
             */
            same_camera?: string | null;
            /** @description Both were taken in the same second. */
            same_second: boolean;
            /**
             * Format: int32
             * @description What it comes to; from 50 on a picture is taken to be the one, if no other comes within 10.
             * @example 104
             */
            score: number;
        };
        /**
         * @description The form of a new version.
         * @example {
         *       "file": "DSC_0812-edit.tif",
         *       "notes": "Reflections in the glasses removed"
         *     }
         */
        VersionForm: {
            /**
             * Format: binary
             * @description One file: JPEG, PNG, WebP, TIFF or GIF.
             */
            file: string;
            /** @description What was done to the picture. Whoever sees the picture sees it. */
            notes?: string;
        };
        /** @description Of which picture of the studio a file may be a version, by what it shows, when and with which camera it was taken. */
        VersionOf: {
            /** @description The likeliest first. */
            candidates: components["schemas"]["VersionCandidate"][];
            /**
             * @description `confident` (of this picture; no other comes near), `ambiguous` (a person has to say of which) or `unmatched`.
             * @example confident
             */
            verdict: string;
        };
        /** @description What became of the file. */
        VersionResult: {
            image: components["schemas"]["StoredImage"];
            /**
             * Format: int32
             * @description Which version these bytes are.
             * @example 2
             */
            number: number;
            /**
             * @description `versioned`, or `duplicate`: the picture has had these bytes, and stays what it is.
             * @example versioned
             */
            status: string;
        };
        /**
         * @description What becomes of files that show pictures of the gallery once more: `separate` pictures, or the versions that they are.
         * @enum {string}
         */
        VersionsWanted: "separate" | "match";
        /**
         * @description A mark that is drawn into the pictures: a text, or a picture of the pool.
         * @example {
         *       "opacity": 0.3,
         *       "position": "tile",
         *       "text": "{recipient} · {studio}"
         *     }
         */
        Watermark: {
            /** @description Whether files that are saved get it too, or only what is looked at. */
            downloads?: boolean;
            /**
             * Format: int64
             * @description A picture of the pool, best with transparency; instead of `text`.
             */
            image_id?: number | null;
            /**
             * Format: double
             * @description 1 covers what is below.
             */
            opacity?: number;
            /** @enum {string} */
            position?: "top_left" | "top" | "top_right" | "left" | "center" | "right" | "bottom_left" | "bottom" | "bottom_right" | "tile";
            presets?: ("hotpreview" | "thumb" | "web" | "large" | "original")[];
            /**
             * Format: double
             * @description The part of the picture's width that the mark takes.
             */
            scale?: number;
            /** @description `{recipient}` is the link's label; `{studio}`, `{gallery}` and `{year}` are replaced too. */
            text?: string | null;
        };
        /**
         * @description A notice, as far as its form is agreed on. It is described and not read: what is signed are the bytes.
         * @example {
         *       "created_at": "2026-06-20T11:59:58.461Z",
         *       "data": {
         *         "fileId": "6673f88237b244ef54d60180"
         *       },
         *       "id": "58e6d24d-6098-4319-be8d-40c3cb0a402d",
         *       "type": "file.deleted"
         *     }
         */
        WebhookNotice: {
            created_at: string;
            data: Record<string, never>;
            id: string;
            type: string;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export type operations = Record<string, never>;
