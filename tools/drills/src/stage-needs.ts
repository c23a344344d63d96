/** What a drill runs on. Drills with equal needs share one stage while it stays clean. */
export interface StageNeeds {
  readonly brokers: 1 | 3;
  /**
   * SMTP knows no repeats and answers no questions, so a double send shows; the HTTP sink takes 50,000; `channels` are
   * two mail servers, two providers of text messages and people, with a console for the callbacks.
   */
  readonly provider: 'smtp' | 'http' | 'channels';
}

export const NEEDS: StageNeeds = { brokers: 1, provider: 'smtp' };
