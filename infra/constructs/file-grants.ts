/** What a function may do with the bucket of files: one statement for each need, on the objects of one place only. */
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IBucket } from 'aws-cdk-lib/aws-s3';

/** Who may not list the bucket is refused an object that does not exist, as if it did. */
export const readFiles = (bucket: IBucket, ...places: readonly string[]): PolicyStatement[] => [
  statement(['s3:GetObject'], bucket, places),
  new PolicyStatement({ actions: ['s3:ListBucket'], resources: [bucket.bucketArn] }),
];

/** May sign links: who has one gets what the function itself may get. */
export const linkToFiles = (bucket: IBucket, ...places: readonly string[]): PolicyStatement =>
  statement(['s3:GetObject'], bucket, places);

/** An upload in parts is a put for each part. */
export const writeFiles = (bucket: IBucket, ...places: readonly string[]): PolicyStatement =>
  statement(['s3:PutObject'], bucket, places);

/** May tag what it writes. */
export const tagFiles = (bucket: IBucket, ...places: readonly string[]): PolicyStatement =>
  statement(['s3:PutObjectTagging'], bucket, places);

function statement(actions: string[], bucket: IBucket, places: readonly string[]): PolicyStatement {
  return new PolicyStatement({
    actions,
    resources: places.map((place) => bucket.arnForObjects(`${place}*`)),
  });
}
